package io.regraft.kernel;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Rows of a tensor by index, in the order in which they count, as ranges. Immutable. */
public final class RowSet {

    private final long[] starts;
    private final long[] lengths;

    private RowSet(long[] starts, long[] lengths) {
        this.starts = starts;
        this.lengths = lengths;
    }

    public static RowSet range(long start, long length) {
        return length == 0 ? new RowSet(new long[0], new long[0]) : new RowSet(new long[] {start}, new long[] {length});
    }

    /** Rows one by one; neighbours are joined to ranges. */
    public static RowSet of(LongStream rows) {
        long[] all = rows.toArray();
        long[] starts = new long[all.length];
        long[] lengths = new long[all.length];
        int n = 0;
        for (long row : all) {
            if (n > 0 && starts[n - 1] + lengths[n - 1] == row) {
                lengths[n - 1]++;
            } else {
                starts[n] = row;
                lengths[n++] = 1;
            }
        }
        return new RowSet(Arrays.copyOf(starts, n), Arrays.copyOf(lengths, n));
    }

    public long size() {
        return Arrays.stream(lengths).sum();
    }

    public int ranges() {
        return starts.length;
    }

    public long start(int range) {
        return starts[range];
    }

    public long length(int range) {
        return lengths[range];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSet s && Arrays.equals(starts, s.starts) && Arrays.equals(lengths, s.lengths);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + Arrays.hashCode(lengths);
    }

    @Override
    public String toString() {
        return ranges() + " ranges, " + size() + " rows";
    }
}
