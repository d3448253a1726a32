package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Extent;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Bytes that lie in the file as they are. */
record FileBytes(Extent extent) implements StorageBytes {

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        if (offset < 0 || offset > extent.length() - dst.remaining()) {
            throw new IllegalArgumentException(offset + " + " + dst.remaining() + " of " + extent.length());
        }
        long at = extent.offset() + offset;
        while (dst.hasRemaining()) {
            int n = extent.input().read(dst, at);
            if (n <= 0) {
                throw endsEarly(at, at + dst.remaining());
            }
            at += n;
        }
    }

    private RegraftException endsEarly(long found, long expected) {
        return Problem.expected(
                        Kind.IO,
                        new Where.InFile(extent.input().name()),
                        String.format(Locale.ROOT, "at least %,d bytes", expected),
                        String.format(Locale.ROOT, "the end after %,d", found),
                        "It was shortened while it was read: see what else writes to it, and run again.")
                .asException();
    }
}
