package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A stored tensor whose elements lie one after the other.
 *
 * @param start where the first lies in {@code bytes}
 * @param swapUnit size of the pieces to be reversed; 1 for none
 */
record ContiguousNode(TensorType type, StorageBytes bytes, long start, int swapUnit) implements Node {

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        int from = dst.position();
        bytes.read(start + offset, dst);
        Swap.inPlace(dst, from, dst.limit(), swapUnit);
    }

    @Override
    public boolean isPlain() {
        return true;
    }
}
