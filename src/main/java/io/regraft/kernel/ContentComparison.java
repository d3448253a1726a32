package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares contents part by part; where they differ, the first element that does is known. */
public final class ContentComparison {

    private static final int PART = 256 << 10;

    private ContentComparison() {}

    /** True if dtype, shape and bytes are the same. */
    public static boolean equal(Content a, Content b) throws IOException {
        return a.type().equals(b.type()) && firstDifference(a, b).isEmpty();
    }

    /**
     * True if dtype and shape are the same and no two numbers are further apart than {@code tolerance}. NaN is as near to
     * NaN as an infinity to itself; of complex numbers each part counts, of bit patterns the bits.
     */
    public static boolean within(Content a, Content b, double tolerance) throws IOException {
        return a.type().equals(b.type()) && firstBeyond(a, b, tolerance).isEmpty();
    }

    /** True if no element is NaN or infinite. */
    public static boolean finite(Content content) throws IOException {
        return firstNonFinite(content).isEmpty();
    }

    /** The first element whose bytes differ, in contents of one type. */
    public static OptionalLong firstDifference(Content a, Content b) throws IOException {
        return firstBeyond(a, b, Optional.empty(), 0);
    }

    /** The first element that is further apart than {@code tolerance}, in contents of one type. */
    public static OptionalLong firstBeyond(Content a, Content b, double tolerance) throws IOException {
        return firstBeyond(a, b, Codec.of(a.type().dtype()), tolerance);
    }

    private static OptionalLong firstBeyond(Content a, Content b, Optional<Codec> codec, double tolerance)
            throws IOException {
        if (!a.type().equals(b.type())) {
            throw new IllegalArgumentException(a.type() + " and " + b.type());
        }
        Part left = new Part(a);
        Part right = new Part(b);
        while (left.next()) {
            right.next();
            // Alike in bytes, as nearly always, needs no number.
            int at = left.bytes.mismatch(right.bytes);
            if (at < 0) {
                continue;
            }
            OptionalLong apart = codec.isEmpty()
                    ? OptionalLong.of(at / a.type().dtype().bytes())
                    : beyond(left.bytes, right.bytes, codec.get(), tolerance);
            if (apart.isPresent()) {
                return OptionalLong.of(left.element + apart.getAsLong());
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong beyond(ByteBuffer a, ByteBuffer b, Codec codec, double tolerance) {
        int size = codec.componentBytes();
        for (int i = 0; a.hasRemaining(); i++) {
            double x = codec.value(Codec.next(a, size));
            double y = codec.value(Codec.next(b, size));
            boolean alike = Double.compare(x, y) == 0 || Math.abs(x - y) <= tolerance;
            if (!alike) {
                return OptionalLong.of(i / codec.components());
            }
        }
        return OptionalLong.empty();
    }

    /** The first element that is NaN or infinite; nothing is read where the dtype has neither. */
    public static OptionalLong firstNonFinite(Content content) throws IOException {
        DType dtype = content.type().dtype();
        if (dtype.family() != DType.Family.FLOATING && dtype.family() != DType.Family.COMPLEX) {
            return OptionalLong.empty();
        }
        Codec codec = Codec.of(dtype).orElseThrow();
        Part part = new Part(content);
        while (part.next()) {
            for (int i = 0; part.bytes.hasRemaining(); i++) {
                if (!Double.isFinite(codec.value(Codec.next(part.bytes, codec.componentBytes())))) {
                    return OptionalLong.of(part.element + i / codec.components());
                }
            }
        }
        return OptionalLong.empty();
    }

    /** A content part by part. */
    static final class Part {
        private final Content content;
        private final ByteBuffer bytes;
        private final int size;
        private long element;
        private long next;

        Part(Content content) {
            this.content = content;
            this.size = content.type().dtype().bytes();
            long most = Math.min(content.type().bytes(), PART - PART % size);
            this.bytes = ByteBuffer.allocate((int) most).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** Reads the next part; false at the end. */
        boolean next() throws IOException {
            long left = content.type().bytes() - next;
            if (left == 0) {
                return false;
            }
            bytes.clear().limit((int) Math.min(left, bytes.capacity()));
            content.read(next, bytes);
            bytes.flip();
            element = next / size;
            next += bytes.remaining();
            return true;
        }

        ByteBuffer bytes() {
            return bytes;
        }
    }
}
