package io.regraft.format.pytorch.pickle;

import java.util.Arrays;

/** A growing list of ints in pieces, so that growing copies nothing and wastes little. */
final class Ints {

    private static final int SHIFT = 14;
    private static final int PIECE = 1 << SHIFT;
    private static final int REST = PIECE - 1;

    private int[][] pieces = new int[4][];
    private int opened;
    /** The last piece, and how far it is filled: adding is what happens most. */
    private int[] last = {};

    private int filled;

    int size() {
        return opened == 0 ? 0 : ((opened - 1) << SHIFT) + filled;
    }

    int get(int index) {
        return pieces[index >> SHIFT][index & REST];
    }

    void set(int index, int value) {
        pieces[index >> SHIFT][index & REST] = value;
    }

    void add(int value) {
        if (filled == last.length) {
            open();
        }
        last[filled++] = value;
    }

    private void open() {
        if (opened == pieces.length) {
            pieces = Arrays.copyOf(pieces, opened * 2);
        }
        last = new int[PIECE];
        pieces[opened++] = last;
        filled = 0;
    }

    /** Index of the first of the {@code stride}-tuples, sorted by their first number, that is not below {@code value}. */
    int firstNotBelow(int value, int stride) {
        int low = 0;
        int high = size() / stride;
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
