package io.regraft.kernel.nd4j;

import java.nio.ByteBuffer;

/** Elements that are listed: those of all new rows in C order, or of one row that is repeated. */
final class ValuesFill implements Fill {

    private final byte[] elements;
    private final int size;
    private final long inner;
    private final long rowsListed;

    /**
     * Rows of listed elements.
     *
     * @param elements the elements one after the other, {@code size} bytes each
     * @param inner elements a row after the axis
     * @param rowsListed 1 if the row is repeated, else the number of new rows
     */
    ValuesFill(byte[] elements, int size, long inner, long rowsListed) {
        this.elements = elements.clone();
        this.size = size;
        this.inner = inner;
        this.rowsListed = rowsListed;
    }

    @Override
    public void fill(long row, long column, ByteBuffer dst) {
        long c = column;
        while (dst.hasRemaining()) {
            long within = c % inner;
            long at = (c / inner * rowsListed + (rowsListed == 1 ? 0 : row)) * inner + within;
            int n = (int) Math.min(inner - within, dst.remaining() / size);
            dst.put(elements, Math.toIntExact(at * size), n * size);
            c += n;
        }
    }
}
