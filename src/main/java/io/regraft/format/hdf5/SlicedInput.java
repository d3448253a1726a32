package io.regraft.format.hdf5;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that lies unpacked inside another. */
record SlicedInput(String name, Extent extent) implements Input {

    @Override
    public long size() {
        return extent.length();
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        if (position >= size()) {
            return -1;
        }
        int n = (int) Math.min(dst.remaining(), size() - position);
        ByteBuffer part = dst.slice(dst.position(), n);
        int read = extent.input().read(part, extent.offset() + position);
        dst.position(dst.position() + Math.max(0, read));
        return read;
    }

    @Override
    public void close() {
        // The outer file is closed by whoever opened it.
    }

    /** Where a range of this file lies in the outer one. */
    Extent outer(Extent inner) {
        return extent.slice(inner.offset(), inner.length());
    }
}
