package io.regraft.execute;

/** Told how far a run is; called from several threads. */
@FunctionalInterface
public interface Progress {

    Progress SILENT = bytes -> {};

    /** More bytes of the output are written. */
    void advance(long bytes);
}
