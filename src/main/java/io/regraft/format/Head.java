package io.regraft.format;

import io.regraft.checkpoint.Input;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The first bytes of a file, and the rest on demand. */
public final class Head {

    private static final int LENGTH = 4096;

    private final Input input;
    private final byte[] first;

    private Head(Input input, byte[] first) {
        this.input = input;
        this.first = first;
    }

    public static Head of(Input input) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(LENGTH, input.size()));
        while (buffer.hasRemaining()) {
            if (input.read(buffer, buffer.position()) < 0) {
                break;
            }
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return new Head(input, bytes);
    }

    public Input input() {
        return input;
    }

    /** The first bytes: at most 4,096, fewer in a shorter file. */
    public ByteBuffer first() {
        return ByteBuffer.wrap(first).asReadOnlyBuffer();
    }

    /** True if the file begins with these bytes, given as Latin-1 text. */
    public boolean startsWith(String latin1) {
        if (first.length < latin1.length()) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if ((first[i] & 0xFF) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
