package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.math.BigInteger;

/**
 * The values of an integer, bool or quantised dtype.
 *
 * @param min the smallest
 * @param max the largest; for uint64, whose largest does not fit, -1, which is its code
 * @param wide true for uint64
 */
record IntegerRange(long min, long max, boolean wide) {

    static IntegerRange of(DType dtype) {
        return switch (dtype) {
            case BOOL -> new IntegerRange(0, 1, false);
            case UINT8, QUINT8 -> new IntegerRange(0, 0xFF, false);
            case UINT16 -> new IntegerRange(0, 0xFFFF, false);
            case UINT32 -> new IntegerRange(0, 0xFFFF_FFFFL, false);
            case UINT64 -> new IntegerRange(0, -1, true);
            case INT8, QINT8 -> new IntegerRange(Byte.MIN_VALUE, Byte.MAX_VALUE, false);
            case INT16 -> new IntegerRange(Short.MIN_VALUE, Short.MAX_VALUE, false);
            case INT32, QINT32 -> new IntegerRange(Integer.MIN_VALUE, Integer.MAX_VALUE, false);
            case INT64 -> new IntegerRange(Long.MIN_VALUE, Long.MAX_VALUE, false);
            case FLOAT64,
                    FLOAT32,
                    FLOAT16,
                    BFLOAT16,
                    FLOAT8_E4M3FN,
                    FLOAT8_E5M2,
                    FLOAT8_E4M3FNUZ,
                    FLOAT8_E5M2FNUZ,
                    FLOAT8_E8M0FNU,
                    FLOAT4_E2M1FN_X2,
                    FLOAT6_E2M3FN_X4,
                    FLOAT6_E3M2FN_X4,
                    COMPLEX128,
                    COMPLEX64,
                    COMPLEX32,
                    QUINT4X2,
                    QUINT2X4,
                    BITS8,
                    BITS1X8,
                    BITS2X4,
                    BITS4X2,
                    BITS16 -> throw new IllegalArgumentException(dtype + " holds no whole numbers");
        };
    }

    boolean contains(BigInteger v) {
        return wide
                ? v.signum() >= 0 && v.bitLength() <= 64
                : v.bitLength() <= 63 && v.longValue() >= min && v.longValue() <= max;
    }

    /** True if a number is in range; {@code unsigned} where it is a code of uint64. */
    boolean contains(long v, boolean unsigned) {
        if (v < 0 && unsigned) {
            return wide;
        }
        return wide ? v >= 0 : v >= min && v <= max;
    }

    /** The value nearest to a number that is out of range. */
    long nearest(long v, boolean unsigned) {
        return v < 0 && !unsigned ? min : max;
    }

    /** True if a number without fraction is in range. */
    boolean contains(double whole) {
        boolean lastHasNoDouble = wide || max == Long.MAX_VALUE;
        return whole >= min && (lastHasNoDouble ? whole < limit() : whole <= max);
    }

    /** The code of a number without fraction that is in range. */
    long code(double whole) {
        return whole >= 0x1p63 ? (long) (whole * 0.5) << 1 : (long) whole;
    }

    private double limit() {
        return wide ? 0x1p64 : 0x1p63;
    }

    boolean holds(IntegerRange other) {
        return other.wide ? wide : contains(other.min, false) && contains(other.max, false);
    }

    /** Bits of the magnitude of its values, except for the smallest, which is a power of two. */
    int bits() {
        return 64 - Long.numberOfLeadingZeros(max);
    }
}
