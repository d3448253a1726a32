package io.regraft.checkpoint;

import java.util.Arrays;

/** How a strided tensor sees a storage; offset and strides count elements. Immutable. */
public final class View {

    private final Storage storage;
    private final long offset;
    private final long[] strides;

    public View(Storage storage, long offset, long[] strides) {
        this.storage = storage;
        this.offset = offset;
        this.strides = strides.clone();
    }

    public Storage storage() {
        return storage;
    }

    public long offset() {
        return offset;
    }

    public long[] strides() {
        return strides.clone();
    }

    /** True if the elements lie one after the other in C order. Axes of extent 0 and 1 don't count. */
    public boolean isContiguous(Shape shape) {
        if (shape.elements() == 0) {
            return true;
        }
        long step = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.extent(axis) != 1 && strides[axis] != step) {
                return false;
            }
            step *= shape.extent(axis);
        }
        return true;
    }

    /** One past the last element seen, counted from the storage's start; {@code offset} where nothing is seen. */
    public long end(Shape shape) {
        if (shape.elements() == 0) {
            return offset;
        }
        long last = offset;
        for (int axis = 0; axis < shape.rank(); axis++) {
            last = Math.addExact(last, Math.multiplyExact(shape.extent(axis) - 1, strides[axis]));
        }
        return last + 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof View v
                && offset == v.offset
                && storage.id().equals(v.storage.id())
                && Arrays.equals(strides, v.strides);
    }

    @Override
    public int hashCode() {
        return 31 * storage.id().hashCode() + Arrays.hashCode(strides) + Long.hashCode(offset);
    }

    @Override
    public String toString() {
        return storage.id() + " + " + offset + " by " + Arrays.toString(strides);
    }
}
