package io.regraft.kernel.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Direct blocks of one size, used again and again: as many as there are readers at one time. */
final class Blocks {

    private final int bytes;
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    Blocks(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** An empty block, little-endian. */
    ByteBuffer take() {
        ByteBuffer block = free.poll();
        return block == null ? ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN) : block.clear();
    }

    void give(ByteBuffer block) {
        free.add(block);
    }
}
