package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads and writes the numbers that the elements of a dtype are made of: one, or two of a complex. Little-endian. */
public final class Codec {

    private final DType dtype;
    private final DType component;
    private final Optional<FloatFormat> format;

    private Codec(DType dtype) {
        this.dtype = dtype;
        this.component = component(dtype);
        this.format = FloatFormat.of(component);
    }

    /** The codec of a dtype; empty where an element is a bit pattern and no number. Quantised ones are integers here. */
    public static Optional<Codec> of(DType dtype) {
        return dtype.family() == DType.Family.BITS ? Optional.empty() : Optional.of(new Codec(dtype));
    }

    /** The dtype of the real and imaginary part; the dtype itself if it is no complex one. */
    static DType component(DType dtype) {
        if (dtype.family() != DType.Family.COMPLEX) {
            return dtype;
        }
        return switch (dtype.bytes()) {
            case 16 -> DType.FLOAT64;
            case 8 -> DType.FLOAT32;
            default -> DType.FLOAT16;
        };
    }

    public DType dtype() {
        return dtype;
    }

    /** Numbers an element: 2 for complex dtypes. */
    public int components() {
        return dtype.bytes() / component.bytes();
    }

    /** Bytes a number. */
    public int componentBytes() {
        return component.bytes();
    }

    /** Takes {@code count} numbers off {@code src}; integers beyond 2^53 are rounded. */
    public void decode(ByteBuffer src, double[] dst, int at, int count) {
        for (int i = 0; i < count; i++) {
            dst[at + i] = value(next(src, component.bytes()));
        }
    }

    /** The number that a code stands for. */
    public double value(long code) {
        if (format.isPresent()) {
            return format.get().decode(code);
        }
        return switch (component) {
            case INT64, UINT64 ->
                component == DType.UINT64 && code < 0 ? (double) ((code >>> 1) | (code & 1)) * 2 : (double) code;
            case INT32, QINT32 -> (int) code;
            case INT16 -> (short) code;
            case INT8, QINT8 -> (byte) code;
            case BOOL -> code == 0 ? 0 : 1;
            default -> code;
        };
    }

    /** The code nearest to a number, ties to even; empty if the dtype can't hold it. */
    public OptionalLong encode(double v) {
        if (format.isPresent()) {
            FloatFormat f = format.get();
            return !Double.isNaN(v) && f.isOutOfRange(v) ? OptionalLong.empty() : OptionalLong.of(f.encode(v));
        }
        if (Double.isNaN(v) || Double.isInfinite(v)) {
            return OptionalLong.empty();
        }
        double r = Math.rint(v);
        IntegerRange range = IntegerRange.of(component);
        return range.contains(r) ? OptionalLong.of(range.code(r)) : OptionalLong.empty();
    }

    /** The code nearest to an exact number. */
    public OptionalLong encode(BigDecimal v) {
        if (format.isPresent()) {
            double d = component == DType.FLOAT64 ? v.doubleValue() : Rounding.toOdd(v);
            return Double.isInfinite(d) ? OptionalLong.empty() : encode(d);
        }
        // Decided by the number of digits: 1e999999999 would not fit in memory when written out.
        long digits = (long) v.precision() - v.scale();
        if (digits > 20) {
            return OptionalLong.empty();
        }
        BigInteger r = digits < 0 ? BigInteger.ZERO : Rounding.halfEven(v);
        IntegerRange range = IntegerRange.of(component);
        return range.contains(r) ? OptionalLong.of(r.longValue()) : OptionalLong.empty();
    }

    /** Appends a code. */
    public void put(ByteBuffer dst, long code) {
        switch (component.bytes()) {
            case 1 -> dst.put((byte) code);
            case 2 -> dst.putShort((short) code);
            case 4 -> dst.putInt((int) code);
            default -> dst.putLong(code);
        }
    }

    /** The next code, without its sign spread. */
    static long next(ByteBuffer src, int bytes) {
        return switch (bytes) {
            case 1 -> src.get() & 0xFFL;
            case 2 -> src.getShort() & 0xFFFFL;
            case 4 -> src.getInt() & 0xFFFF_FFFFL;
            default -> src.getLong();
        };
    }
}
