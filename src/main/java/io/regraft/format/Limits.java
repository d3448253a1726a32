package io.regraft.format;

/**
 * How much of a claim is believed before a file is refused.
 *
 * @param depth nesting of containers
 * @param nodes opcodes or objects of a header
 * @param paths names reached through shared containers
 * @param headerBytes size of a header that is held in memory
 */
public record Limits(int depth, int nodes, int paths, long headerBytes) {

    public static final Limits DEFAULT = new Limits(5_000, 10_000_000, 1_000_000, 1L << 30);
}
