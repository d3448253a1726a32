package io.regraft.kernel.nd4j;

import java.nio.ByteBuffer;

/** Reverses the byte order of what is in a buffer. */
final class Swap {

    private Swap() {}

    /** Swaps pieces of {@code unit} bytes, 1, 2, 4 or 8, from index {@code from} to {@code to}. */
    static void inPlace(ByteBuffer b, int from, int to, int unit) {
        switch (unit) {
            case 2 -> {
                for (int i = from; i < to; i += 2) {
                    b.putShort(i, Short.reverseBytes(b.getShort(i)));
                }
            }
            case 4 -> {
                for (int i = from; i < to; i += 4) {
                    b.putInt(i, Integer.reverseBytes(b.getInt(i)));
                }
            }
            case 8 -> {
                for (int i = from; i < to; i += 8) {
                    b.putLong(i, Long.reverseBytes(b.getLong(i)));
                }
            }
            default -> {
                if (unit != 1) {
                    throw new IllegalArgumentException("a unit of " + unit);
                }
            }
        }
    }
}
