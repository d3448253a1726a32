package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.RowMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Rows of an input and new rows, run by run. The tensor is seen as outer × rows × inner: for each outer index the runs of
 * the map follow each other, and a run is one range of the input's bytes.
 */
final class GatherNode implements Node {

    /** Ranges of this size are read one by one; smaller ones together. */
    static final int LONG = 64 << 10;

    private final TensorType type;
    private final Node input;
    private final RowMap map;
    private final List<Fill> fills;
    private final PieceReader pieces;
    private final long inputRows;
    private final long inner;
    private final long rowBytes;
    private final PieceReader.Rows rows;

    GatherNode(TensorType type, Node input, int axis, RowMap map, List<Fill> fills, PieceReader pieces) {
        Shape shape = input.type().shape();
        this.type = type;
        this.input = input;
        this.map = map;
        this.fills = List.copyOf(fills);
        this.pieces = pieces;
        this.inputRows = shape.extent(axis);
        this.inner = shape.inner(axis);
        this.rowBytes = Math.multiplyExact(inner, input.elementBytes());
        boolean byNd4j = Scatter.isForNd4j(map, inputRows, shape.outer(axis), rowBytes, pieces.blockBytes());
        this.rows = new PieceReader.Rows(rowBytes, byNd4j);
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        if (!dst.hasRemaining()) {
            return;
        }
        new Reading(dst).from(offset);
    }

    /** One call of {@link #read}. */
    private final class Reading {
        private final ByteBuffer dst;
        private final int limit;
        private final Pieces near = new Pieces();

        Reading(ByteBuffer dst) {
            this.dst = dst;
            this.limit = dst.limit();
        }

        void from(long offset) throws IOException {
            long outer = offset / rowBytes / map.rows();
            long row = offset / rowBytes % map.rows();
            long within = offset % rowBytes;
            boolean together = input.isPlain();
            int run = map.runOf(row);
            int place = dst.position();
            while (place < limit) {
                long skipped = (row - map.at(run)) * rowBytes + within;
                int n = (int) Math.min(map.length(run) * rowBytes - skipped, limit - place);
                boolean isInput = map.source(run) == RowMap.INPUT;
                long from = (outer * inputRows + map.start(run)) * rowBytes + skipped;
                if (isInput && together && n < LONG) {
                    near(from, n, place);
                } else {
                    dst.limit(place + n).position(place);
                    if (isInput) {
                        input.read(from, dst);
                    } else {
                        fill(run, outer, skipped);
                    }
                }
                place += n;
                within = 0;
                run++;
                if (run == map.runs()) {
                    run = 0;
                    outer++;
                }
                row = map.at(run);
            }
            flush();
            dst.limit(limit).position(limit);
        }

        private void near(long from, int n, int place) throws IOException {
            near.add(from, n, place);
            if (near.size() == Pieces.MAX) {
                flush();
            }
        }

        private void fill(int run, long outer, long skipped) throws IOException {
            Fill fill = fills.get(map.source(run));
            int end = dst.limit();
            long row = map.start(run) + skipped / rowBytes;
            long within = skipped % rowBytes;
            while (dst.position() < end) {
                dst.limit((int) Math.min(end, dst.position() + rowBytes - within));
                fill.fill(row, outer * inner + within / type.dtype().bytes(), dst);
                within = 0;
                row++;
            }
        }

        private void flush() throws IOException {
            ByteBuffer target = dst.duplicate().order(dst.order()).clear();
            pieces.read(input, near, rows, target);
            near.clear();
        }
    }

    @Override
    public boolean isPlain() {
        return input.isPlain();
    }
}
