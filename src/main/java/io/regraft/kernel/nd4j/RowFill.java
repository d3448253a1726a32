package io.regraft.kernel.nd4j;

import java.nio.ByteBuffer;

/** Rows that hold the same element throughout. */
record RowFill(Elements elements) implements Fill {

    /** The element of a row. */
    @FunctionalInterface
    interface Elements {
        byte[] of(long row);
    }

    @Override
    public void fill(long row, long column, ByteBuffer dst) {
        byte[] element = elements.of(row);
        while (dst.hasRemaining()) {
            dst.put(element);
        }
    }
}
