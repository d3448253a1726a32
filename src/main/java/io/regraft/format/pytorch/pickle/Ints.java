package io.regraft.format.pytorch.pickle;

import java.util.Arrays;

/** A growing list of ints in pieces, so that growing copies nothing and wastes little. */
final class Ints {

    private static final int SHIFT = 14;
    private static final int PIECE = 1 << SHIFT;
    private static final int REST = PIECE - 1;

    private int[][] pieces = new int[4][];
    private int size;

    int size() {
        return size;
    }

    int get(int index) {
        return pieces[index >> SHIFT][index & REST];
    }

    void set(int index, int value) {
        pieces[index >> SHIFT][index & REST] = value;
    }

    void add(int value) {
        int piece = size >> SHIFT;
        if ((size & REST) == 0) {
            open(piece);
        }
        pieces[piece][size & REST] = value;
        size++;
    }

    private void open(int piece) {
        if (piece == pieces.length) {
            pieces = Arrays.copyOf(pieces, piece * 2);
        }
        pieces[piece] = new int[PIECE];
    }

    /** Index of the first of the {@code stride}-tuples, sorted by their first number, that is not below {@code value}. */
    int firstNotBelow(int value, int stride) {
        int low = 0;
        int high = size / stride;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle * stride) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
