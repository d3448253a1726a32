package io.regraft.checkpoint;

import java.util.Arrays;

/** The extents of a tensor's axes; {@code []} is a scalar. Immutable. */
public final class Shape {

    private final long[] extents;

    private Shape(long[] extents) {
        this.extents = extents;
    }

    /**
     * A shape of these extents.
     *
     * @throws IllegalArgumentException if an extent is negative
     */
    public static Shape of(long... extents) {
        for (long e : extents) {
            if (e < 0) {
                throw new IllegalArgumentException("negative extent " + e);
            }
        }
        return new Shape(extents.clone());
    }

    public int rank() {
        return extents.length;
    }

    public long extent(int axis) {
        return extents[axis];
    }

    public long[] toArray() {
        return extents.clone();
    }

    /**
     * The product of the extents.
     *
     * @throws ArithmeticException if it does not fit 63 bits
     */
    public long elements() {
        long n = 1;
        for (long e : extents) {
            if (e == 0) {
                return 0;
            }
        }
        for (long e : extents) {
            n = Math.multiplyExact(n, e);
        }
        return n;
    }

    public Shape with(int axis, long extent) {
        long[] changed = extents.clone();
        changed[axis] = extent;
        return of(changed);
    }

    /** Product of the extents before {@code axis}. */
    public long outer(int axis) {
        return of(Arrays.copyOf(extents, axis)).elements();
    }

    /** Product of the extents after {@code axis}. */
    public long inner(int axis) {
        return of(Arrays.copyOfRange(extents, axis + 1, extents.length)).elements();
    }

    /** Strides, in elements, of a C-order tensor of this shape, as torch counts them (an extent 0 counts as 1). */
    public long[] contiguousStrides() {
        long[] strides = new long[extents.length];
        long step = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= Math.max(1, extents[axis]);
        }
        return strides;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape s && Arrays.equals(extents, s.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** {@code [2015, 384]}. */
    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
