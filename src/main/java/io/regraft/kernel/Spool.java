package io.regraft.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Room on disk for bytes that can't be read in place, such as an inflated storage. */
@FunctionalInterface
public interface Spool {

    /**
     * An empty file that is deleted when it is closed.
     *
     * @param bytes how many will be written
     */
    FileChannel create(long bytes) throws IOException;

    /** Temporary files in a folder, which must exist. */
    static Spool in(Path folder) {
        return bytes -> FileChannel.open(
                Files.createTempFile(folder, ".regraft-spool-", ".tmp"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }
}
