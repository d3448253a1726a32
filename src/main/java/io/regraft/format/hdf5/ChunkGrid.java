package io.regraft.format.hdf5;

import io.regraft.checkpoint.Shape;
import java.util.List;

/** How chunks tile a dataset: their places, and the numbers by which an index knows them. */
final class ChunkGrid {

    private final long[] extents;
    private final long[] chunk;
    private final long[] counts;
    private final long[] most;
    private final int growing;

    /**
     * A grid over a shape.
     *
     * @param space of the dataset
     * @param chunk extents of a chunk, as many as the shape has
     * @throws ArithmeticException if there are more chunks than 63 bits count
     */
    ChunkGrid(Dataspace space, List<Long> chunk) {
        Shape shape = space.shape().orElseThrow();
        this.extents = shape.toArray();
        this.chunk = chunk.stream().mapToLong(Long::longValue).toArray();
        this.counts = new long[extents.length];
        this.most = new long[extents.length];
        int unlimited = 0;
        long all = 1;
        for (int axis = 0; axis < extents.length; axis++) {
            counts[axis] = divideUp(extents[axis], this.chunk[axis]);
            long end = space.most().isPresent() ? space.most().get().get(axis) : extents[axis];
            most[axis] = end == -1 ? counts[axis] : divideUp(Math.max(end, extents[axis]), this.chunk[axis]);
            unlimited = end == -1 ? axis : unlimited;
            all = Math.multiplyExact(all, Math.max(1, counts[axis]));
        }
        growing = unlimited;
    }

    private static long divideUp(long n, long by) {
        return n / by + (n % by == 0 ? 0 : 1);
    }

    int rank() {
        return extents.length;
    }

    long extent(int axis) {
        return extents[axis];
    }

    long chunkExtent(int axis) {
        return chunk[axis];
    }

    /** How many chunks there are. */
    long count() {
        long n = 1;
        for (long c : counts) {
            n *= c;
        }
        return n;
    }

    /** Elements of a chunk. */
    long elements() {
        long n = 1;
        for (long e : chunk) {
            n = Math.multiplyExact(n, e);
        }
        return n;
    }

    /** The number in C order of the chunk at a place of the grid; -1 if it is outside. */
    long number(long[] place) {
        long n = 0;
        for (int axis = 0; axis < counts.length; axis++) {
            if (place[axis] < 0 || place[axis] >= counts[axis]) {
                return -1;
            }
            n = n * counts[axis] + place[axis];
        }
        return n;
    }

    /** The number in C order of the chunk that an index of fixed extents has at {@code index}; -1 if outside. */
    long ofFixed(long index) {
        return number(place(index, -1));
    }

    /** The same for an index that grows along one axis, which counts as the first. */
    long ofGrowing(long index) {
        return number(place(index, growing));
    }

    private long[] place(long index, int first) {
        long[] place = new long[counts.length];
        long left = index;
        for (int axis = counts.length - 1; axis >= 0; axis--) {
            if (axis != first && (axis != 0 || first > 0)) {
                long n = Math.max(1, most[axis]);
                place[axis] = left % n;
                left /= n;
            }
        }
        place[Math.max(0, first)] = left;
        return place;
    }
}
