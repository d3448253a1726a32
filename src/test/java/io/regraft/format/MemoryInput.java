package io.regraft.format;

import io.regraft.checkpoint.Input;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes in memory as an input that remembers what was read, and whether it was closed. */
public final class MemoryInput implements Input {

    /** A range that was read. */
    public record Read(long from, long to) {}

    private final String name;
    private final byte[] bytes;
    private final List<Read> reads = new ArrayList<>();
    private boolean closed;

    public MemoryInput(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    public List<Read> reads() {
        return reads;
    }

    public boolean isClosed() {
        return closed;
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
        reads.add(new Read(position, position + n));
        return n;
    }

    @Override
    public void close() {
        closed = true;
    }
}
