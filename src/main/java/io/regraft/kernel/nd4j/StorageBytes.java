package io.regraft.kernel.nd4j;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The decoded bytes of a storage. */
@FunctionalInterface
interface StorageBytes {

    /** Fills {@code dst} with the bytes from {@code offset} on. */
    void read(long offset, ByteBuffer dst) throws IOException;
}
