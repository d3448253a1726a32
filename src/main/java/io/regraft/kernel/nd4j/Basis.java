package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Shape;
import io.regraft.kernel.Codec;
import io.regraft.kernel.RowSet;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The rows that derived ones are made from, as doubles: a complex element is two of them. */
final class Basis {

    /** Numbers handed on at a time. */
    private static final int NUMBERS = 1 << 17;

    private final Node node;
    private final Codec codec;
    private final Blocks chunks;
    private final RowSet rows;
    private final long extent;
    private final long inner;

    Basis(Node node, int axis, RowSet rows, Codec codec, Blocks chunks) {
        Shape shape = node.type().shape();
        this.node = node;
        this.codec = codec;
        this.chunks = chunks;
        this.rows = rows;
        this.extent = shape.extent(axis);
        this.inner = shape.inner(axis);
    }

    long size() {
        return rows.size();
    }

    int parts() {
        return codec.components();
    }

    Codec codec() {
        return codec;
    }

    /** Takes some rows, in order: {@code count} of them from row {@code first} of the basis on. */
    @FunctionalInterface
    interface Visitor {
        void visit(long first, int count, double[] numbers);
    }

    /**
     * Shows the listed rows in their order, some at a time, cut to {@code columns} columns from {@code column} on.
     *
     * @param most rows at a time
     */
    void visit(long column, int columns, int most, Visitor visitor) throws IOException {
        int width = columns * parts();
        int atOnce = Math.max(1, Math.min(most, NUMBERS / width));
        double[] numbers = new double[Math.toIntExact((long) atOnce * width)];
        ByteBuffer chunk = chunks.take();
        try {
            for (int range = 0; range < rows.ranges(); range++) {
                long end = rows.start(range) + rows.length(range);
                for (long row = rows.start(range); row < end; row += atOnce) {
                    int n = (int) Math.min(atOnce, end - row);
                    read(row, n, column, columns, numbers, chunk);
                    visitor.visit(row, n, numbers);
                }
            }
        } finally {
            chunks.give(chunk);
        }
    }

    private void read(long row, int n, long column, int columns, double[] out, ByteBuffer chunk) throws IOException {
        int done = 0;
        while (done < columns) {
            long outer = (column + done) / inner;
            long within = (column + done) % inner;
            int some = (int) Math.min(inner - within, columns - done);
            long from = (outer * extent + row) * inner + within;
            if (some == inner) {
                wholeRows(from, n, some, done, columns, out, chunk);
            } else {
                for (int r = 0; r < n; r++) {
                    numbers(from + r * inner, some, (r * columns + done) * parts(), out, chunk);
                }
            }
            done += some;
        }
    }

    /** Rows without a gap between them are read together. */
    private void wholeRows(long from, int n, int some, int done, int columns, double[] out, ByteBuffer chunk)
            throws IOException {
        if (some == columns) {
            numbers(from, n * some, 0, out, chunk);
            return;
        }
        int together = Math.max(1, chunk.capacity() / codec.dtype().bytes() / some);
        for (int r = 0; r < n; r += together) {
            int count = Math.min(together, n - r);
            double[] packed = new double[count * some * parts()];
            numbers(from + (long) r * some, count * some, 0, packed, chunk);
            for (int k = 0; k < count; k++) {
                System.arraycopy(packed, k * some * parts(), out, ((r + k) * columns + done) * parts(), some * parts());
            }
        }
    }

    private void numbers(long element, int count, int at, double[] out, ByteBuffer chunk) throws IOException {
        int size = codec.dtype().bytes();
        int most = chunk.capacity() / size;
        for (int done = 0; done < count; done += most) {
            int n = Math.min(most, count - done);
            node.read((element + done) * size, chunk.clear().limit(n * size));
            codec.decode(chunk.flip(), out, at + done * parts(), n * parts());
        }
    }
}
