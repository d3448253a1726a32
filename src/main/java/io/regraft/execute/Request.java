package io.regraft.execute;

import io.regraft.manifest.DigestMode;
import java.nio.file.Path;

/**
 * How a plan shall be run.
 *
 * @param input the source file
 * @param output the file to write
 * @param manifest the manifest to write
 * @param overwrite true if an output of this name may be replaced
 * @param trustManifest true if the source's digest may be taken from the manifest beside it
 * @param stamp true if the manifest shall say when and where
 * @param threads how many threads copy, compute and hash where they can
 * @param blockBytes size of a buffer
 */
public record Request(
        Path input,
        Path output,
        Path manifest,
        boolean overwrite,
        DigestMode digests,
        boolean trustManifest,
        boolean stamp,
        int threads,
        int blockBytes) {

    private static final int BUFFERS_IN_A_BLOCK = 8;
    private static final int LARGEST_BLOCK = 16 << 20;

    /** How much a computation holds at a time: rows are gathered better from more of them than a copy reads at once. */
    int computedBytes() {
        return (int) Math.min(LARGEST_BLOCK, (long) blockBytes * BUFFERS_IN_A_BLOCK);
    }
}
