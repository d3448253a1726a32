package io.regraft.kernel.nd4j;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads many short ranges of a source. Where they lie close together, a window of the source is read once and they are
 * copied out of it; where they lie far apart, each is read by itself. No file is mapped: a file that another process
 * shortens would kill the JVM, and pages touched here and there count in resident memory by 64 KB each.
 */
final class PieceReader {

    /** What a read of its own costs, in bytes that could be read in a row meanwhile. */
    private static final int READ_COSTS = 4 << 10;

    private final Blocks blocks;

    PieceReader(Blocks blocks) {
        this.blocks = blocks;
    }

    /** Copies every piece to its place in {@code dst}, whose limit is its capacity; pieces are rows or parts of them. */
    void read(Node source, Pieces pieces, long rowBytes, ByteBuffer dst) throws IOException {
        if (pieces.size() == 0) {
            return;
        }
        int[] order = new int[pieces.size()];
        int[] starts = byWindow(pieces, order);
        for (int w = 0; w + 1 < starts.length; w++) {
            window(source, pieces, new Some(order, starts[w], starts[w + 1]), rowBytes, dst);
        }
    }

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
        // Half a block apart, so that a block holds a window and the longest piece that begins in it.
        long step = hi - lo <= blocks.bytes() ? blocks.bytes() : Math.max(1, blocks.bytes() / 2);
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

    private void window(Node source, Pieces pieces, Some some, long rowBytes, ByteBuffer dst) throws IOException {
        long lo = Long.MAX_VALUE;
        long hi = 0;
        long wanted = 0;
        for (int k = some.from; k < some.to; k++) {
            int i = some.order[k];
            lo = Math.min(lo, pieces.from(i));
            hi = Math.max(hi, pieces.end(i));
            wanted += pieces.length(i) + READ_COSTS;
        }
        lo -= rowBytes < GatherNode.LONG ? lo % rowBytes : 0;
        if (some.to - some.from < 2 || hi - lo > Math.min(wanted, blocks.bytes())) {
            for (int k = some.from; k < some.to; k++) {
                int i = some.order[k];
                source.read(
                        pieces.from(i),
                        dst.limit(pieces.to(i) + pieces.length(i)).position(pieces.to(i)));
            }
            dst.clear();
            return;
        }
        ByteBuffer block = blocks.take();
        try {
            source.read(lo, block.limit((int) (hi - lo)));
            for (int k = some.from; k < some.to; k++) {
                int i = some.order[k];
                copy(block, (int) (pieces.from(i) - lo), dst, pieces.to(i), pieces.length(i));
            }
        } finally {
            blocks.give(block);
        }
    }

    private static void copy(ByteBuffer from, int at, ByteBuffer to, int place, int bytes) {
        switch (bytes) {
            case 1 -> to.put(place, from.get(at));
            case 2 -> to.putShort(place, from.getShort(at));
            case 4 -> to.putInt(place, from.getInt(at));
            case 8 -> to.putLong(place, from.getLong(at));
            default -> to.put(place, from, at, bytes);
        }
    }
}
