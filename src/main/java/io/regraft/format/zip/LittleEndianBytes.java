package io.regraft.format.zip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow, numbers little-endian. */
final class LittleEndianBytes {

    private byte[] bytes;
    private int size;

    LittleEndianBytes(int capacity) {
        bytes = new byte[capacity];
    }

    /** Length of a text in UTF-8. */
    static int length(String text) {
        return isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return size;
    }

    /** The bytes so far; afterwards it is empty again. */
    byte[] take() {
        if (size == bytes.length) {
            byte[] all = bytes;
            bytes = new byte[0];
            size = 0;
            return all;
        }
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

    /** A text in UTF-8. */
    LittleEndianBytes text(String text) {
        if (isAscii(text)) {
            room(text.length());
            for (int i = 0; i < text.length(); i++) {
                bytes[size++] = (byte) text.charAt(i);
            }
            return this;
        }
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
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
        long rest = value;
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) rest;
            rest >>>= 8;
        }
        return this;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), Math.multiplyExact(bytes.length, 2)));
        }
    }
}
