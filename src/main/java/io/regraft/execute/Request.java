package io.regraft.execute;

import io.regraft.kernel.Workers;
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
    private static final int LARGEST_BUFFER = 4 << 20;
    private static final int LARGEST_BLOCK = 16 << 20;
    private static final int OF_ALL_BUFFERS = 16 << 20;
    private static final int OF_ALL_BLOCKS = 32 << 20;

    /** How much is read or written at once: what was asked for, as far as all threads together stay in bounds. */
    int bufferBytes() {
        return Math.min(blockBytes, Math.min(LARGEST_BUFFER, OF_ALL_BUFFERS / Workers.atMost(threads)));
    }

    /** How much a computation holds at a time: rows are gathered better from more of them than a copy reads at once. */
    int computedBytes() {
        long wanted = (long) blockBytes * BUFFERS_IN_A_BLOCK;
        return (int) Math.min(wanted, Math.min(LARGEST_BLOCK, OF_ALL_BLOCKS / Workers.atMost(threads)));
    }
}
