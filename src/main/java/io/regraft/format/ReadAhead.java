package io.regraft.format;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads ranges of files; of small ones that follow each other closely, many at once. For one thread. */
public final class ReadAhead {

    /** What is larger is read by itself. */
    private static final int SMALL = 16 << 10;

    /** A range that begins so near behind the last one follows it closely. */
    private static final int NEAR = 4 << 10;

    private static final int LARGEST = 256 << 10;

    private final Shortened shortened;
    private Optional<Input> input = Optional.empty();
    private long from;
    private ByteBuffer window = ByteBuffer.allocateDirect(SMALL);
    /** How much was read at once the last time. */
    private int reach;
    /** Where the last range ended. */
    private long last;

    /** Says what is wrong with a file that ends at a position, before the size that it had. */
    @FunctionalInterface
    public interface Shortened {
        IOException at(Input input, long position);
    }

    public ReadAhead() {
        this((in, at) -> new EOFException(in.name() + " was shortened while it was read"));
    }

    /** A reader that says in other words that a file was shortened. */
    public ReadAhead(Shortened shortened) {
        this.shortened = shortened;
    }

    /** Fills {@code dst} with the bytes at {@code offset} of an extent. */
    public void read(Extent extent, long offset, ByteBuffer dst) throws IOException {
        long at = extent.offset() + offset;
        int n = dst.remaining();
        if (n == 0) {
            return;
        }
        if (n > SMALL) {
            fully(extent.input(), at, dst);
        } else {
            if (!holds(extent.input(), at, n)) {
                fill(extent.input(), at, n);
            }
            dst.put(window.slice((int) (at - from), n));
        }
        last = at + n;
    }

    private boolean holds(Input in, long at, int n) {
        return isOf(in) && at >= from && at + n <= from + window.limit();
    }

    private boolean isOf(Input in) {
        return input.isPresent() && input.get().equals(in);
    }

    private void fill(Input in, long at, int n) throws IOException {
        boolean follows = isOf(in) && at >= last && at - last <= NEAR;
        reach = follows ? Math.min(LARGEST, Math.max(n, 2 * reach)) : n;
        int length = (int) Math.max(n, Math.min(reach, in.size() - at));
        if (length > window.capacity()) {
            window = ByteBuffer.allocateDirect(LARGEST);
        }
        input = Optional.empty();
        fully(in, at, window.clear().limit(length));
        window.flip();
        input = Optional.of(in);
        from = at;
    }

    private void fully(Input in, long position, ByteBuffer dst) throws IOException {
        long at = position;
        while (dst.hasRemaining()) {
            int n = in.read(dst, at);
            if (n < 0) {
                throw shortened.at(in, at);
            }
            at += n;
        }
    }
}
