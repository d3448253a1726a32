package io.regraft.format.zip;

import java.util.Arrays;

/** Bytes that grow, numbers little-endian. */
final class LittleEndianBytes {

    private byte[] bytes = new byte[128];
    private int size;

    int size() {
        return size;
    }

    /** The bytes so far; afterwards it is empty again. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, size);
        size = 0;
        return taken;
    }

    LittleEndianBytes u16(int value) {
        return number(value, 2);
    }

    LittleEndianBytes u32(long value) {
        return number(value, 4);
    }

    LittleEndianBytes u64(long value) {
        return number(value, 8);
    }

    LittleEndianBytes bytes(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    LittleEndianBytes fill(int value, int times) {
        room(times);
        Arrays.fill(bytes, size, size + times, (byte) value);
        size += times;
        return this;
    }

    private LittleEndianBytes number(long value, int length) {
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, Math.multiplyExact(bytes.length, 2)));
        }
    }
}
