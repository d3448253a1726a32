package io.regraft.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each row of a result comes from, as runs of neighbouring rows. Immutable.
 *
 * <p>A run names its source ({@link #INPUT}, or the index of a fill), the first row there, and how many follow.
 */
public final class RowMap {

    /** The source of rows that come from the input. */
    public static final int INPUT = -1;

    private final int[] sources;
    private final long[] starts;
    /** Row of the result at which each run begins; one more entry than runs: the last is the number of rows. */
    private final long[] at;

    private RowMap(int[] sources, long[] starts, long[] at) {
        this.sources = sources;
        this.starts = starts;
        this.at = at;
    }

    public static Builder builder() {
        return new Builder();
    }

    public static RowMap identity(long rows) {
        return builder().input(0, rows).build();
    }

    /** Keeps the first {@code kept} rows and appends {@code added} rows of fill 0. */
    public static RowMap grow(long kept, long added) {
        return builder().input(0, kept).fill(0, 0, added).build();
    }

    public long rows() {
        return at[at.length - 1];
    }

    public int runs() {
        return sources.length;
    }

    /** {@link #INPUT} or the index of a fill. */
    public int source(int run) {
        return sources[run];
    }

    /** First row of the run in its source. */
    public long start(int run) {
        return starts[run];
    }

    /** First row of the run in the result. */
    public long at(int run) {
        return at[run];
    }

    public long length(int run) {
        return at[run + 1] - at[run];
    }

    /** The run that holds {@code row} of the result. */
    public int runOf(long row) {
        if (row < 0 || row >= rows()) {
            throw new IndexOutOfBoundsException("row " + row + " of " + rows());
        }
        int found = Arrays.binarySearch(at, row);
        return found >= 0 ? found : -found - 2;
    }

    /** True if the result is the input. */
    public boolean isIdentity(long inputRows) {
        return rows() == inputRows && (runs() == 0 || (runs() == 1 && sources[0] == INPUT && starts[0] == 0));
    }

    /** How many rows of the result come from the input. */
    public long kept() {
        long n = 0;
        for (int r = 0; r < runs(); r++) {
            n += sources[r] == INPUT ? length(r) : 0;
        }
        return n;
    }

    /**
     * The map of {@code outer} applied to the result of this one: fills of this map keep their index, those of
     * {@code outer} come after them.
     *
     * @param fills how many fills this map has
     */
    public RowMap then(RowMap outer, int fills) {
        Builder b = builder();
        for (int r = 0; r < outer.runs(); r++) {
            long length = outer.length(r);
            if (outer.sources[r] != INPUT) {
                b.add(outer.sources[r] + fills, outer.starts[r], length);
                continue;
            }
            long row = outer.starts[r];
            long end = row + length;
            while (row < end) {
                int inner = runOf(row);
                long take = Math.min(end, at[inner + 1]) - row;
                b.add(sources[inner], starts[inner] + row - at[inner], take);
                row += take;
            }
        }
        return b.build();
    }

    /**
     * Checks every run against the input and the fills.
     *
     * @throws IllegalArgumentException if a run leaves its source
     */
    void requireWithin(long inputRows, List<NewRows> fills) {
        for (int r = 0; r < runs(); r++) {
            long limit = sources[r] == INPUT ? inputRows : fills.get(sources[r]).count();
            if (starts[r] < 0 || starts[r] > limit - length(r)) {
                throw new IllegalArgumentException(
                        "rows " + starts[r] + " + " + length(r) + " of source " + sources[r] + ", which has " + limit);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowMap m
                && Arrays.equals(sources, m.sources)
                && Arrays.equals(starts, m.starts)
                && Arrays.equals(at, m.at);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(sources) + Arrays.hashCode(starts)) + Arrays.hashCode(at);
    }

    @Override
    public String toString() {
        List<String> out = new ArrayList<>();
        for (int r = 0; r < runs(); r++) {
            String source = sources[r] == INPUT ? "" : "new" + sources[r] + ":";
            out.add(source + starts[r] + (length(r) == 1 ? "" : ".." + (starts[r] + length(r) - 1)));
        }
        return out.toString();
    }

    /** Collects runs; neighbours that continue each other are joined. */
    public static final class Builder {
        private int[] sources = new int[8];
        private long[] starts = new long[8];
        private long[] at = new long[9];
        private int runs;

        private Builder() {}

        public Builder input(long start, long length) {
            return add(INPUT, start, length);
        }

        public Builder fill(int fill, long start, long length) {
            return add(fill, start, length);
        }

        public Builder add(int source, long start, long length) {
            if (length < 0) {
                throw new IllegalArgumentException("a run of " + length + " rows");
            }
            if (length == 0) {
                return this;
            }
            if (runs > 0 && sources[runs - 1] == source && starts[runs - 1] + at[runs] - at[runs - 1] == start) {
                at[runs] = Math.addExact(at[runs], length);
                return this;
            }
            if (runs == sources.length) {
                sources = Arrays.copyOf(sources, runs * 2);
                starts = Arrays.copyOf(starts, runs * 2);
                at = Arrays.copyOf(at, runs * 2 + 1);
            }
            sources[runs] = source;
            starts[runs] = start;
            at[runs + 1] = Math.addExact(at[runs], length);
            runs++;
            return this;
        }

        public RowMap build() {
            return new RowMap(Arrays.copyOf(sources, runs), Arrays.copyOf(starts, runs), Arrays.copyOf(at, runs + 1));
        }
    }
}
