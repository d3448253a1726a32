package io.regraft.kernel.nd4j;

import io.regraft.kernel.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads many short ranges of a source. Where they lie close together, a window of the source is read once and they are
 * copied out of it; where they lie far apart, each is read by itself. No file is mapped: a file that another process
 * shortens would kill the JVM, and pages touched here and there count in resident memory by 64 KB each.
 */
final class PieceReader {

    /** What a read of its own costs, in bytes that could be read in a row meanwhile. */
    private static final int READ_COSTS = 4 << 10;

    /** So many single reads are spread over all cores, in shares. */
    private static final int MANY = 512;

    private static final int SHARE = 128;

    private final Blocks blocks;

    PieceReader(Blocks blocks) {
        this.blocks = blocks;
    }

    int blockBytes() {
        return blocks.bytes();
    }

    /** Copies every piece to its place in {@code dst}, whose limit is its capacity; pieces are rows or parts of them. */
    void read(Node source, Pieces pieces, Rows rows, ByteBuffer dst) throws IOException {
        if (pieces.size() == 0) {
            return;
        }
        int[] order = new int[pieces.size()];
        int[] starts = byWindow(pieces, order);
        int single = 0;
        for (int w = 0; w + 1 < starts.length; w++) {
            Some some = new Some(order, starts[w], starts[w + 1]);
            Window window = Window.of(pieces, some, rows);
            if (some.to - some.from > 1 && window.bytes() <= Math.min(window.wanted, blocks.bytes())) {
                copy(source, pieces, some, window, rows, dst);
            } else {
                for (int k = some.from; k < some.to; k++) {
                    order[single++] = order[k];
                }
            }
        }
        each(source, pieces, new Some(order, 0, single), dst);
    }

    /**
     * A stretch of the source that holds some pieces.
     *
     * @param wanted what reading them one by one costs, in bytes read in a row
     */
    private record Window(long from, long to, long wanted) {
        static Window of(Pieces pieces, Some some, Rows rows) {
            long lo = Long.MAX_VALUE;
            long hi = 0;
            long wanted = 0;
            for (int k = some.from; k < some.to; k++) {
                int i = some.order[k];
                lo = Math.min(lo, pieces.from(i));
                hi = Math.max(hi, pieces.end(i));
                wanted += pieces.length(i) + READ_COSTS;
            }
            return new Window(lo - (rows.bytes < GatherNode.LONG ? lo % rows.bytes : 0), hi, wanted);
        }

        long bytes() {
            return to - from;
        }
    }

    /** The rows that pieces are cut from: their length, and whether ND4J gathers those that lie in a block. */
    record Rows(long bytes, boolean byNd4j) {}

    /** Pieces that are read together: those at {@code order[from]} to {@code order[to - 1]}. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Some(int[] order, int from, int to) {}

    /** Sorts pieces by the window in which they begin; the result is where each window begins in {@code order}. */
    private int[] byWindow(Pieces pieces, int[] order) {
        long lo = Long.MAX_VALUE;
        long hi = 0;
        for (int i = 0; i < pieces.size(); i++) {
            lo = Math.min(lo, pieces.from(i));
            hi = Math.max(hi, pieces.end(i));
        }
        if (hi - lo <= blocks.bytes()) {
            Arrays.setAll(order, i -> i);
            return new int[] {0, order.length};
        }
        // Half a block apart, so that a block holds a window and the longest piece that begins in it.
        long step = blocks.bytes() / 2;
        long windows = Math.min((hi - lo) / step + 1, order.length);
        long width = windows == order.length ? (hi - lo) / windows + 1 : step;
        int[] starts = new int[(int) windows + 1];
        for (int i = 0; i < order.length; i++) {
            starts[(int) ((pieces.from(i) - lo) / width) + 1]++;
        }
        for (int w = 1; w < starts.length; w++) {
            starts[w] += starts[w - 1];
        }
        int[] next = starts.clone();
        for (int i = 0; i < order.length; i++) {
            order[next[(int) ((pieces.from(i) - lo) / width)]++] = i;
        }
        return starts;
    }

    private void copy(Node source, Pieces pieces, Some some, Window window, Rows rows, ByteBuffer dst)
            throws IOException {
        ByteBuffer block = blocks.take();
        try {
            source.read(window.from, block.limit((int) window.bytes()));
            block.clear();
            if (rows.byNd4j && dst.isDirect()) {
                pull(block, window.from, pieces, some, (int) rows.bytes, dst);
            } else {
                for (int k = some.from; k < some.to; k++) {
                    copy(block, window.from, pieces, some.order[k], dst);
                }
            }
        } finally {
            blocks.give(block);
        }
    }

    /** Reads pieces one by one; many of them on all cores, since a read of a few KB waits more than it copies. */
    private static void each(Node source, Pieces pieces, Some some, ByteBuffer dst) throws IOException {
        int count = some.to - some.from;
        if (count < MANY) {
            each(source, pieces, some, some.from, some.to, dst);
            return;
        }
        int shares = (count + SHARE - 1) / SHARE;
        Workers.each(Runtime.getRuntime().availableProcessors(), shares, share -> {
            int from = some.from + share * SHARE;
            each(source, pieces, some, from, Math.min(from + SHARE, some.to), dst);
        });
    }

    private static void each(Node source, Pieces pieces, Some some, int from, int to, ByteBuffer dst)
            throws IOException {
        ByteBuffer own = dst.duplicate().order(dst.order());
        for (int k = from; k < to; k++) {
            int i = some.order[k];
            source.read(
                    pieces.from(i),
                    own.clear().limit(pieces.to(i) + pieces.length(i)).position(pieces.to(i)));
        }
    }

    /** Gathers each stretch of whole rows that follow one another in the output; copies the rest. */
    private static void pull(ByteBuffer block, long lo, Pieces pieces, Some some, int rowBytes, ByteBuffer dst) {
        int k = some.from;
        while (k < some.to) {
            int first = k;
            int rows = 0;
            int place = pieces.to(some.order[k]);
            while (k < some.to && isWhole(pieces, some.order[k], lo, rowBytes, place + rows * rowBytes)) {
                rows += pieces.length(some.order[k++]) / rowBytes;
            }
            if (rows >= RowPuller.FEWEST_ROWS) {
                RowPuller.pull(block, rowBytes, indices(pieces, some, first, k, lo, rowBytes, rows), dst, place);
            } else {
                k = Math.max(k, first + 1);
                for (int j = first; j < k; j++) {
                    copy(block, lo, pieces, some.order[j], dst);
                }
            }
        }
    }

    private static boolean isWhole(Pieces pieces, int i, long lo, int rowBytes, int place) {
        return pieces.to(i) == place && (pieces.from(i) - lo) % rowBytes == 0 && pieces.length(i) % rowBytes == 0;
    }

    private static int[] indices(Pieces pieces, Some some, int from, int to, long lo, int rowBytes, int rows) {
        int[] indices = new int[rows];
        int n = 0;
        for (int k = from; k < to; k++) {
            int i = some.order[k];
            int row = (int) ((pieces.from(i) - lo) / rowBytes);
            for (int r = 0; r < pieces.length(i) / rowBytes; r++) {
                indices[n++] = row + r;
            }
        }
        return indices;
    }

    private static void copy(ByteBuffer block, long lo, Pieces pieces, int i, ByteBuffer to) {
        int at = (int) (pieces.from(i) - lo);
        int place = pieces.to(i);
        switch (pieces.length(i)) {
            case 1 -> to.put(place, block.get(at));
            case 2 -> to.putShort(place, block.getShort(at));
            case 4 -> to.putInt(place, block.getInt(at));
            case 8 -> to.putLong(place, block.getLong(at));
            default -> to.put(place, block, at, pieces.length(i));
        }
    }
}
