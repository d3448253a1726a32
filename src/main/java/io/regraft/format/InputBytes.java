package io.regraft.format;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Reads small ranges of an input into memory, whole. */
public final class InputBytes {

    private InputBytes() {}

    /**
     * The bytes of a range that lies inside the input, little-endian.
     *
     * @throws io.regraft.problem.RegraftException if the file ends before it, so that it changed since it was opened
     */
    public static ByteBuffer read(Input in, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        fill(in, offset, buffer);
        return buffer.flip();
    }

    /** The bytes of an extent of less than 2 GiB. */
    public static ByteBuffer read(Extent extent) throws IOException {
        return read(extent.input(), extent.offset(), Math.toIntExact(extent.length()));
    }

    /** Fills {@code dst} up to its limit from {@code offset} on. */
    public static void fill(Input in, long offset, ByteBuffer dst) throws IOException {
        long at = offset;
        while (dst.hasRemaining()) {
            int n = in.read(dst, at);
            if (n < 0) {
                throw Problem.expected(
                                Kind.IO,
                                new Where.InPart(in.name(), "", at),
                                String.format(Locale.ROOT, "%,d more bytes", dst.remaining()),
                                "the end",
                                "Something else changed the file while it was read; run again when it is done.")
                        .asException();
            }
            at += n;
        }
    }
}
