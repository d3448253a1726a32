package io.regraft.kernel.nd4j;

import java.util.Arrays;

/** Byte ranges of a source, each with its place in the output; neighbours on both sides are joined. */
final class Pieces {

    /** More are read in another batch: the arrays stay small. */
    static final int MAX = 1 << 18;

    private long[] from = new long[64];
    private int[] to = new int[64];
    private int[] length = new int[64];
    private int size;

    void add(long source, int bytes, int place) {
        if (size > 0) {
            int last = size - 1;
            if (from[last] + length[last] == source && to[last] + length[last] == place) {
                length[last] += bytes;
                return;
            }
        }
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
            length = Arrays.copyOf(length, size * 2);
        }
        from[size] = source;
        to[size] = place;
        length[size++] = bytes;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    long from(int piece) {
        return from[piece];
    }

    long end(int piece) {
        return from[piece] + length[piece];
    }

    int to(int piece) {
        return to[piece];
    }

    int length(int piece) {
        return length[piece];
    }
}
