package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A stored tensor whose elements do not lie one after the other: transposed, sliced, expanded.
 *
 * <p>What is asked for is taken apart into boxes (ranges of whole axes); {@link StridedBox} reads each through a block.
 */
final class StridedNode implements Node {

    private final TensorType type;
    private final StorageBytes bytes;
    private final long start;
    private final int swapUnit;
    private final Blocks blocks;
    private final long[] extents;
    private final long[] strides;

    /** A view whose strides are not negative and whose last element lies inside the storage. */
    StridedNode(TensorType type, View view, StorageBytes bytes, int swapUnit, Blocks blocks) {
        this.type = type;
        this.bytes = bytes;
        this.start = view.offset();
        this.swapUnit = swapUnit;
        this.blocks = blocks;
        long[] e = type.shape().toArray();
        long[] s = view.strides();
        int kept = 0;
        for (int axis = 0; axis < e.length; axis++) {
            if (e[axis] == 1) {
                continue;
            }
            if (kept > 0 && s[kept - 1] == s[axis] * e[axis]) {
                e[kept - 1] *= e[axis];
                s[kept - 1] = s[axis];
            } else {
                e[kept] = e[axis];
                s[kept++] = s[axis];
            }
        }
        this.extents = kept == 0 ? new long[] {1} : Arrays.copyOf(e, kept);
        this.strides = kept == 0 ? new long[] {1} : Arrays.copyOf(s, kept);
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public boolean isPlain() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        if (!dst.hasRemaining()) {
            return;
        }
        int from = dst.position();
        int element = elementBytes();
        long first = offset / element;
        range(0, start, first, first + dst.remaining() / element, dst);
        Swap.inPlace(dst, from, dst.limit(), swapUnit);
    }

    /** Elements {@code first} to {@code last} of the axes from {@code axis} on, which begin at {@code base}. */
    private void range(int axis, long base, long first, long last, ByteBuffer dst) throws IOException {
        long inner = 1;
        for (int a = axis + 1; a < extents.length; a++) {
            inner *= extents[a];
        }
        long i = first / inner;
        if (first % inner != 0 || last - first < inner) {
            long end = Math.min(last, (i + 1) * inner);
            range(axis + 1, base + i * strides[axis], first - i * inner, end - i * inner, dst);
            if (end < last) {
                range(axis, base, end, last, dst);
            }
            return;
        }
        long whole = (last - first) / inner;
        box(axis, base + i * strides[axis], whole, dst);
        long end = (i + whole) * inner;
        if (end < last) {
            range(axis + 1, base + (i + whole) * strides[axis], 0, last - end, dst);
        }
    }

    private void box(int axis, long base, long count, ByteBuffer dst) throws IOException {
        long[] e = Arrays.copyOfRange(extents, axis, extents.length);
        e[0] = count;
        long[] s = Arrays.copyOfRange(strides, axis, strides.length);
        int element = elementBytes();
        ByteBuffer target = dst.slice().order(dst.order());
        StridedBox box = StridedBox.of(e, s);
        ByteBuffer block = blocks.take();
        try {
            box.read(bytes, base, element, target, block);
        } finally {
            blocks.give(block);
        }
        dst.position(dst.position() + Math.toIntExact(box.elements() * element));
    }
}
