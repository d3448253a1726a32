package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An expression made ready to be read. Safe to read from several threads. */
interface Node {

    TensorType type();

    /** Fills {@code dst}, whose order is little-endian, with the bytes from {@code offset} on: whole elements. */
    void read(long offset, ByteBuffer dst) throws IOException;

    /** True if bytes may be read that nobody asked for: they can neither fail nor be counted. */
    default boolean isPlain() {
        return false;
    }

    default int elementBytes() {
        return type().dtype().bytes();
    }
}
