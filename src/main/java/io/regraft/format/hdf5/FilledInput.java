package io.regraft.format.hdf5;

import io.regraft.checkpoint.Input;
import java.nio.ByteBuffer;

/** The elements of a dataset that nobody wrote. */
record FilledInput(String name, ChunkedInput.Fill fill, long size) implements Input {

    private static final int MOST = 1 << 16;

    @Override
    public int read(ByteBuffer dst, long position) {
        if (position >= size) {
            return -1;
        }
        int n = (int) Math.min(Math.min(dst.remaining(), MOST), size - position);
        fill.put(dst, position, n);
        return n;
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
