package io.regraft.testing;

import io.regraft.checkpoint.DType;
import io.regraft.kernel.Overflow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Elements as numbers and back, by the plainest means: small floats by trying every code there is. Integers are
 * {@link BigInteger}, floats {@link Double}; a complex element is two numbers. Bytes are little endian.
 */
public final class Elements {

    private Elements() {}

    /** How many numbers an element is. */
    public static int parts(DType dtype) {
        return dtype.family() == DType.Family.COMPLEX ? 2 : 1;
    }

    /** The dtype of a single number of an element. */
    public static DType part(DType dtype) {
        return switch (dtype) {
            case COMPLEX128 -> DType.FLOAT64;
            case COMPLEX64 -> DType.FLOAT32;
            case COMPLEX32 -> DType.FLOAT16;
            case QINT8 -> DType.INT8;
            case QUINT8 -> DType.UINT8;
            case QINT32 -> DType.INT32;
            case FLOAT4_E2M1FN_X2,
                    FLOAT6_E2M3FN_X4,
                    FLOAT6_E3M2FN_X4,
                    QUINT4X2,
                    QUINT2X4,
                    BITS8,
                    BITS1X8,
                    BITS2X4,
                    BITS4X2 -> DType.UINT8;
            case BITS16 -> DType.UINT16;
            case FLOAT64,
                    FLOAT32,
                    FLOAT16,
                    BFLOAT16,
                    FLOAT8_E4M3FN,
                    FLOAT8_E5M2,
                    FLOAT8_E4M3FNUZ,
                    FLOAT8_E5M2FNUZ,
                    FLOAT8_E8M0FNU,
                    INT64,
                    INT32,
                    INT16,
                    INT8,
                    UINT64,
                    UINT32,
                    UINT16,
                    UINT8,
                    BOOL -> dtype;
        };
    }

    /** Numbers, two for a complex element, as bytes. */
    public static byte[] encode(DType dtype, List<? extends Number> numbers) {
        DType part = part(dtype);
        ByteBuffer out = ByteBuffer.allocate(numbers.size() * part.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(n -> put(out, part, n, Overflow.ERROR));
        return out.array();
    }

    public static List<Number> decode(DType dtype, byte[] bytes) {
        DType part = part(dtype);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Number> out = new ArrayList<>();
        while (in.hasRemaining()) {
            out.add(get(in, part));
        }
        return out;
    }

    /** Writes one number, rounded to nearest, ties to even. */
    public static void put(ByteBuffer out, DType part, Number n, Overflow overflow) {
        if (isFloating(part)) {
            putFloating(out, part, n, overflow);
            return;
        }
        BigInteger min = min(part);
        BigInteger max = max(part);
        if (n instanceof Double d && !Double.isFinite(d)) {
            if (overflow != Overflow.SATURATE) {
                throw new OutOfRange(part, n);
            }
            putInteger(out, part, Double.isNaN(d) ? BigInteger.ZERO : d > 0 ? max : min);
            return;
        }
        BigInteger whole = exact(n).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
        if (whole.compareTo(min) < 0 || whole.compareTo(max) > 0) {
            if (overflow != Overflow.SATURATE) {
                throw new OutOfRange(part, n);
            }
            whole = whole.min(max).max(min);
        }
        putInteger(out, part, whole);
    }

    private static void putInteger(ByteBuffer out, DType part, BigInteger whole) {
        long bits = whole.longValue();
        for (int i = 0; i < part.bytes(); i++) {
            out.put((byte) (bits >> (8 * i)));
        }
    }

    private static void putFloating(ByteBuffer out, DType part, Number n, Overflow overflow) {
        boolean special = n instanceof Double d && !Double.isFinite(d);
        if (part == DType.FLOAT64 || part == DType.FLOAT32) {
            double d = n instanceof Double exactly ? exactly : exact(n).doubleValue();
            if (part == DType.FLOAT64) {
                out.putDouble(d);
                return;
            }
            float f = n instanceof Double exactly ? exactly.floatValue() : exact(n).floatValue();
            if (Float.isInfinite(f) && !special && overflow != Overflow.INF) {
                require(overflow == Overflow.SATURATE, part, n);
                f = Math.copySign(Float.MAX_VALUE, f);
            }
            out.putFloat(f);
            return;
        }
        int code = SmallFloat.of(part).encode(n, overflow);
        for (int i = 0; i < part.bytes(); i++) {
            out.put((byte) (code >> (8 * i)));
        }
    }

    static void require(boolean holds, DType part, Number n) {
        if (!holds) {
            throw new OutOfRange(part, n);
        }
    }

    static BigDecimal exact(Number n) {
        if (n instanceof BigInteger i) {
            return new BigDecimal(i);
        }
        if (n instanceof BigDecimal d) {
            return d;
        }
        return n instanceof Double || n instanceof Float
                ? new BigDecimal(n.doubleValue())
                : BigDecimal.valueOf(n.longValue());
    }

    private static Number get(ByteBuffer in, DType part) {
        if (part == DType.FLOAT64) {
            return in.getDouble();
        }
        if (part == DType.FLOAT32) {
            return (double) in.getFloat();
        }
        BigInteger bits = BigInteger.ZERO;
        for (int i = 0; i < part.bytes(); i++) {
            bits = bits.or(BigInteger.valueOf(in.get() & 0xff).shiftLeft(8 * i));
        }
        if (isFloating(part)) {
            return SmallFloat.of(part).decode(bits.intValue());
        }
        return bits.compareTo(max(part)) > 0 ? bits.subtract(BigInteger.ONE.shiftLeft(8 * part.bytes())) : bits;
    }

    static boolean isFloating(DType part) {
        return part.family() == DType.Family.FLOATING;
    }

    private static BigInteger max(DType part) {
        if (part == DType.BOOL) {
            return BigInteger.ONE;
        }
        int bits = 8 * part.bytes() - (isUnsigned(part) ? 0 : 1);
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    private static BigInteger min(DType part) {
        return isUnsigned(part) || part == DType.BOOL
                ? BigInteger.ZERO
                : BigInteger.ONE.shiftLeft(8 * part.bytes() - 1).negate();
    }

    private static boolean isUnsigned(DType part) {
        return part.label().startsWith("uint");
    }

    /** A number that a dtype does not hold. */
    public static final class OutOfRange extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfRange(DType dtype, Number n) {
            super(String.format(Locale.ROOT, "%s does not hold %s", dtype, n));
        }
    }
}
