package io.regraft.testing;

import io.regraft.checkpoint.Input;
import java.nio.ByteBuffer;

/** Bytes in memory under a file's name. */
public final class MemoryInput implements Input {

    private final String name;
    private final byte[] bytes;

    public MemoryInput(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes.clone();
    }

    @Override
    public String name() {
        return name;
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
        int n = Math.min(dst.remaining(), bytes.length - (int) position);
        dst.put(bytes, (int) position, n);
        return n;
    }

    @Override
    public void close() {}
}
