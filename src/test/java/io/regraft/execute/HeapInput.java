package io.regraft.execute;

import io.regraft.checkpoint.Input;
import java.nio.ByteBuffer;

/** Bytes in memory. */
final class HeapInput implements Input {

    private final byte[] bytes;

    HeapInput(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public String name() {
        return "memory.pt";
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(ByteBuffer dst, long position) {
        if (position >= bytes.length) {
            return -1;
        }
        int n = (int) Math.min(dst.remaining(), bytes.length - position);
        dst.put(bytes, (int) position, n);
        return n;
    }

    @Override
    public void close() {}
}
