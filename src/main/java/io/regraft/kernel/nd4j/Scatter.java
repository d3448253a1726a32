package io.regraft.kernel.nd4j;

import io.regraft.kernel.RowMap;

/** Tells whether a map scatters so many rows over so small a distance that ND4J, once loaded, gathers them. */
final class Scatter {

    /** Fewer bytes are copied before ND4J is loaded. */
    private static final long WORTHWHILE = 1 << 20;

    private Scatter() {}

    /** True if the rows of some stretch of the result that fits in a block lie within a block's length of the input. */
    static boolean isForNd4j(RowMap map, long inputRows, long outer, long rowBytes, int blockBytes) {
        if (outer == 0 || rowBytes < RowPuller.SHORTEST_ROW || rowBytes >= GatherNode.LONG) {
            return false;
        }
        boolean oneBlock = inputRows * rowBytes <= blockBytes;
        Group group = new Group(oneBlock ? Long.MAX_VALUE : blockBytes / rowBytes);
        long near = 0;
        for (int run = 0; run < map.runs(); run++) {
            long length = map.length(run);
            if (map.source(run) == RowMap.INPUT && length * rowBytes < GatherNode.LONG) {
                near += group.add(map.start(run), length);
            }
        }
        near += group.end();
        return near > 0 && near * rowBytes >= (WORTHWHILE + outer - 1) / outer;
    }

    /** Rows that are read at one time. */
    private static final class Group {
        private final long most;
        private long lo = Long.MAX_VALUE;
        private long hi;
        private long rows;

        Group(long most) {
            this.most = most;
        }

        /** Adds rows; the result is how many were near each other in the group that was full, if it was. */
        long add(long start, long length) {
            long done = rows + length > most ? end() : 0;
            lo = Math.min(lo, start);
            hi = Math.max(hi, start + length);
            rows += length;
            return done;
        }

        long end() {
            long near = rows >= RowPuller.FEWEST_ROWS && hi - lo <= most ? rows : 0;
            lo = Long.MAX_VALUE;
            hi = 0;
            rows = 0;
            return near;
        }
    }
}
