package io.regraft.kernel;

import io.regraft.checkpoint.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a tensor that an expression describes: C order, little-endian, readable from any element on and by several
 * threads at once.
 */
public interface Content {

    TensorType type();

    /**
     * Fills {@code dst} with the bytes from {@code byteOffset} on; both it and the bytes asked for are whole elements.
     *
     * @throws io.regraft.problem.RegraftException if the file ends early, or a value can't be held by the dtype
     * @throws IOException if the system refuses to read
     */
    void read(long byteOffset, ByteBuffer dst) throws IOException;

    /**
     * What the reads so far have changed beyond rounding. An element counts each time it is read and at each cast that
     * changes it: after one pass, whatever its ranges and their order, every element has counted once.
     */
    Counts counts();
}
