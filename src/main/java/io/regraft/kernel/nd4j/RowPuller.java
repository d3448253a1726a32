package io.regraft.kernel.nd4j;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gathers rows inside memory with ND4J: as bytes, since {@code pullRows} is exact for those at any address and length, and
 * checks its indices, which {@code gather} does not.
 */
final class RowPuller {

    /** Rows this short are copied as numbers instead. */
    static final int SHORTEST_ROW = 16;

    /** Fewer rows are copied one by one. */
    static final int FEWEST_ROWS = 64;

    /** Rows a call: native shape descriptions are never freed, so there must be few different ones. */
    private static final int PART = 4096;

    private RowPuller() {}

    /** Copies rows of {@code block}, which holds whole rows, one after the other to {@code dst} from {@code place} on. */
    static void pull(ByteBuffer block, int rowBytes, int[] rows, ByteBuffer dst, int place) {
        try (INDArray source = bytes(block, 0, block.capacity() / rowBytes, rowBytes)) {
            for (int done = 0; done < rows.length; done += PART) {
                int[] part = Arrays.copyOfRange(rows, done, Math.min(rows.length, done + PART));
                try (INDArray target = bytes(dst, place + done * rowBytes, part.length, rowBytes)) {
                    Nd4j.pullRows(source, target, 1, part);
                }
            }
        } finally {
            // ND4J does not keep the memory of wrapped bytes alive.
            Reference.reachabilityFence(block);
            Reference.reachabilityFence(dst);
        }
    }

    /** Loads the library, and compiles nothing but what the first call needs. */
    static void warmUp() {
        ByteBuffer two = ByteBuffer.allocateDirect(2 * SHORTEST_ROW);
        pull(two, SHORTEST_ROW, new int[] {1, 0}, ByteBuffer.allocateDirect(2 * SHORTEST_ROW), 0);
    }

    private static INDArray bytes(ByteBuffer b, int at, int rows, int rowBytes) {
        // The pointer counts from the start of the buffer, whatever its position: hence the slice.
        BytePointer pointer = new BytePointer(b.slice(at, rows * rowBytes));
        return Nd4j.create(
                Nd4j.createBuffer(pointer, (long) rows * rowBytes, DataType.UINT8), new long[] {rows, rowBytes});
    }
}
