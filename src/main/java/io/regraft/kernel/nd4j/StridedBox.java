package io.regraft.kernel.nd4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Some elements of a storage by extents and strides, on their way to an output with strides of its own. */
final class StridedBox {

    /** What a read of its own costs, in bytes that could be read in a row meanwhile. */
    private static final int READ_COSTS = 4 << 10;

    private final long[] extents;
    private final long[] from;
    private final long[] to;

    private StridedBox(long[] extents, long[] from, long[] to) {
        this.extents = extents;
        this.from = from;
        this.to = to;
    }

    /** A box whose elements end up in C order. */
    static StridedBox of(long[] extents, long[] strides) {
        long[] to = new long[extents.length];
        long step = 1;
        for (int a = extents.length - 1; a >= 0; a--) {
            to[a] = step;
            step *= extents[a];
        }
        return new StridedBox(extents, strides, to);
    }

    long elements() {
        long n = 1;
        for (long e : extents) {
            n *= e;
        }
        return n;
    }

    /** Reads the elements, of which the first is element {@code base} of the storage, to the start of {@code dst}. */
    void read(StorageBytes storage, long base, int element, ByteBuffer dst, ByteBuffer block) throws IOException {
        read(storage, base, 0, element, dst, block);
    }

    private void read(StorageBytes storage, long base, long place, int element, ByteBuffer dst, ByteBuffer block)
            throws IOException {
        long span = span();
        if (span > block.capacity() / element) {
            int axis = widest();
            long half = extents[axis] / 2;
            with(axis, half).read(storage, base, place, element, dst, block);
            with(axis, extents[axis] - half)
                    .read(storage, base + half * from[axis], place + half * to[axis], element, dst, block);
            return;
        }
        long run = run();
        long distinct = distinct();
        if (span * element <= distinct * element + distinct / run * READ_COSTS) {
            storage.read(base * element, block.clear().limit((int) span * element));
            copy(0, 0, place, from, element, block, dst);
        } else {
            block.clear();
            long[] packed = pack(storage, base, element, block);
            copy(0, 0, place, packed, element, block, dst);
        }
    }

    private StridedBox with(int axis, long extent) {
        long[] e = extents.clone();
        e[axis] = extent;
        return new StridedBox(e, from, to);
    }

    /** From the first element to one past the last, in the storage. */
    private long span() {
        long span = 1;
        for (int a = 0; a < extents.length; a++) {
            span += (extents[a] - 1) * from[a];
        }
        return span;
    }

    private int widest() {
        int widest = 0;
        for (int a = 1; a < extents.length; a++) {
            if ((extents[a] - 1) * from[a] > (extents[widest] - 1) * from[widest]) {
                widest = a;
            }
        }
        return widest;
    }

    /** Elements, those that an axis of stride 0 repeats counted once. */
    private long distinct() {
        long n = 1;
        for (int a = 0; a < extents.length; a++) {
            n *= from[a] == 0 ? 1 : extents[a];
        }
        return n;
    }

    /** How many elements lie one after the other in the storage. */
    private long run() {
        long run = 1;
        for (int a : byStride()) {
            if (from[a] == run) {
                run *= extents[a];
            }
        }
        return run;
    }

    /** The axes that matter, the smallest stride first. */
    private int[] byStride() {
        Integer[] axes = new Integer[extents.length];
        Arrays.setAll(axes, a -> a);
        Arrays.sort(axes, (a, b) -> Long.compare(from[a], from[b]));
        return Arrays.stream(axes)
                .mapToInt(a -> a)
                .filter(a -> extents[a] > 1 && from[a] > 0)
                .toArray();
    }

    /** Reads run by run to the block, without gaps; the result is the strides there. */
    private long[] pack(StorageBytes storage, long base, int element, ByteBuffer block) throws IOException {
        int[] axes = byStride();
        long[] packed = new long[extents.length];
        long run = 1;
        int first = 0;
        while (first < axes.length && from[axes[first]] == run) {
            packed[axes[first]] = run;
            run *= extents[axes[first++]];
        }
        long step = run;
        for (int k = first; k < axes.length; k++) {
            packed[axes[k]] = step;
            step *= extents[axes[k]];
        }
        runs(storage, base, axes, first, axes.length - 1, (int) run * element, element, block);
        return packed;
    }

    private void runs(
            StorageBytes storage, long base, int[] axes, int first, int k, int bytes, int element, ByteBuffer block)
            throws IOException {
        if (k < first) {
            storage.read(base * element, block.limit(block.position() + bytes));
            return;
        }
        for (long i = 0; i < extents[axes[k]]; i++) {
            runs(storage, base + i * from[axes[k]], axes, first, k - 1, bytes, element, block);
        }
    }

    private void copy(int axis, long at, long place, long[] strides, int element, ByteBuffer block, ByteBuffer dst) {
        long n = extents[axis];
        if (axis < extents.length - 1) {
            for (long i = 0; i < n; i++) {
                copy(axis + 1, at + i * strides[axis], place + i * to[axis], strides, element, block, dst);
            }
        } else if (strides[axis] == 1 && to[axis] == 1) {
            dst.put((int) place * element, block, (int) at * element, (int) n * element);
        } else {
            elements((int) n, (int) at, (int) strides[axis], block, (int) place, (int) to[axis], dst, element);
        }
    }

    private static void elements(
            int n, int at, int stride, ByteBuffer block, int place, int step, ByteBuffer dst, int element) {
        switch (element) {
            case 1 -> {
                for (int i = 0; i < n; i++) {
                    dst.put(place + i * step, block.get(at + i * stride));
                }
            }
            case 2 -> {
                for (int i = 0; i < n; i++) {
                    dst.putShort((place + i * step) * 2, block.getShort((at + i * stride) * 2));
                }
            }
            case 4 -> {
                for (int i = 0; i < n; i++) {
                    dst.putInt((place + i * step) * 4, block.getInt((at + i * stride) * 4));
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    for (int b = 0; b < element; b += 8) {
                        dst.putLong((place + i * step) * element + b, block.getLong((at + i * stride) * element + b));
                    }
                }
            }
        }
    }
}
