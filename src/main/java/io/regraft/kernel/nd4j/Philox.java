package io.regraft.kernel.nd4j;

import java.util.List;

/**
 * Philox4x32-10 (Salmon and others, SC 2011): a block of four random words from a key and a counter, with no state.
 *
 * <p>The counter is a row's number in its upper half and the position in the row in its lower; a block serves two
 * positions with 64 bits each.
 */
final class Philox {

    private static final long M0 = 0xD251_1F53L;
    private static final long M1 = 0xCD9E_8D57L;
    private static final int W0 = 0x9E37_79B9;
    private static final int W1 = 0xBB67_AE85;
    private static final int ROUNDS = 10;
    private static final double UNIT = 0x1p-53;

    private final long key;
    private final long row;
    private long block = -1;
    private long even;
    private long odd;

    /** The draws of one row. */
    Philox(long key, long row) {
        this.key = key;
        this.row = row;
    }

    /** A number from [0, 1), a multiple of 2^-53. */
    double unit(long position) {
        return (bits(position) >>> 11) * UNIT;
    }

    /** A draw from N(0, 1). */
    double normal(long position) {
        return NormalQuantile.of(((bits(position) >>> 11) + 0.5) * UNIT);
    }

    /** 64 random bits. */
    long bits(long position) {
        if (block != position >>> 1) {
            block = position >>> 1;
            rounds(block);
        }
        return (position & 1) == 0 ? even : odd;
    }

    private static long join(int upper, int lower) {
        return ((long) upper << 32) | (lower & 0xFFFF_FFFFL);
    }

    /** The two numbers of a block, each of two words, the first of them below. */
    List<Long> block(long counter) {
        rounds(counter);
        block = counter;
        return List.of(even, odd);
    }

    private void rounds(long counter) {
        int c0 = (int) counter;
        int c1 = (int) (counter >>> 32);
        int c2 = (int) row;
        int c3 = (int) (row >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int i = 0; i < ROUNDS; i++) {
            long p0 = M0 * (c0 & 0xFFFF_FFFFL);
            long p1 = M1 * (c2 & 0xFFFF_FFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        even = join(c1, c0);
        odd = join(c3, c2);
    }
}
