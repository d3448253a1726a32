package io.regraft.format.pytorch.pickle;

import java.util.Arrays;

/** A growing row of bytes. */
final class Bytes {

    private byte[] bytes;
    private int size;

    Bytes(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    void add(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, size, end - start);
        size += end - start;
    }

    void add(byte[] from) {
        add(from, 0, from.length);
    }

    void add(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void addLittleEndian(long value, int width) {
        for (int i = 0; i < width; i++) {
            add((int) (value >> (8 * i)));
        }
    }

    void setLittleEndian(int at, long value, int width) {
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >> (8 * i));
        }
    }

    /** The bytes, and room behind them; nothing may be added any more. */
    @SuppressWarnings("EI_EXPOSE_REP")
    byte[] array() {
        return bytes;
    }

    byte[] toArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            int grown = (int) Math.min(Integer.MAX_VALUE - 8, bytes.length + (long) bytes.length / 4 + 64);
            bytes = Arrays.copyOf(bytes, Math.max(grown, needed));
        }
    }
}
