package io.regraft.arbitrary;

import io.regraft.checkpoint.Input;
import java.nio.ByteBuffer;

/** Bytes in memory, read some at a time: no more than {@code most} a call. */
public final class MemoryInput implements Input {

    private final String name;
    private final byte[] bytes;
    private final int most;

    public MemoryInput(String name, byte[] bytes, int most) {
        this.name = name;
        this.bytes = bytes.clone();
        this.most = most;
    }

    public static MemoryInput of(byte[] bytes) {
        return new MemoryInput("m.pt", bytes, Integer.MAX_VALUE);
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
        int n = (int) Math.min(Math.min(most, dst.remaining()), bytes.length - position);
        dst.put(bytes, (int) position, n);
        return n;
    }

    @Override
    public void close() {}
}
