package io.regraft.manifest;

import io.regraft.checkpoint.Extent;
import io.regraft.format.ReadAhead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads ranges a block at a time into one buffer: for one thread, which asks for range after range. */
final class RangeBlocks {

    private final ReadAhead ahead = new ReadAhead();
    private final ByteBuffer buffer;

    RangeBlocks(int bufferBytes) {
        this.buffer = ByteBuffer.allocateDirect(bufferBytes);
    }

    /** Gives the bytes of a range in order; a block may be kept until the next one only. */
    void read(Extent range, Consumer<ByteBuffer> block) throws IOException {
        for (long done = 0; done < range.length(); done += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), range.length() - done));
            ahead.read(range, done, buffer);
            block.accept(buffer.flip());
        }
    }
}
