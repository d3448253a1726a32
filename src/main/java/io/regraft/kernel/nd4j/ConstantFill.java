package io.regraft.kernel.nd4j;

import java.nio.ByteBuffer;

/** One element, again and again. */
final class ConstantFill implements Fill {

    private static final int PATTERN = 1024;

    private final byte[] pattern;

    ConstantFill(byte[] element) {
        this.pattern = new byte[PATTERN * element.length];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = element[i % element.length];
        }
    }

    @Override
    public void fill(long row, long column, ByteBuffer dst) {
        while (dst.hasRemaining()) {
            dst.put(pattern, 0, Math.min(pattern.length, dst.remaining()));
        }
    }
}
