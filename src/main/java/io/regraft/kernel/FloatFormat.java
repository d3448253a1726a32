package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.util.Optional;

/** How a binary floating-point dtype lays out its bits, and rounding to it: to nearest, ties to even. */
enum FloatFormat {
    F64(11, 52, 1023, Specials.IEEE),
    F32(8, 23, 127, Specials.IEEE),
    F16(5, 10, 15, Specials.IEEE),
    BF16(8, 7, 127, Specials.IEEE),
    E4M3FN(4, 3, 7, Specials.ALL_ONES_IS_NAN),
    E5M2(5, 2, 15, Specials.IEEE),
    E4M3FNUZ(4, 3, 8, Specials.MINUS_ZERO_IS_NAN),
    E5M2FNUZ(5, 2, 16, Specials.MINUS_ZERO_IS_NAN),
    E8M0FNU(8, 0, 127, Specials.UNSIGNED);

    /** Which codes are no numbers. */
    enum Specials {
        /** The largest exponent is Inf and NaN. */
        IEEE,
        /** Only the code of all ones, with either sign, is NaN; there is no Inf. */
        ALL_ONES_IS_NAN,
        /** The code of minus zero is NaN; there is neither Inf nor minus zero. */
        MINUS_ZERO_IS_NAN,
        /** An exponent and nothing else: no sign, no zero; all ones is NaN. */
        UNSIGNED
    }

    private static final long F64_INF = 0x7ff0_0000_0000_0000L;
    private static final long F64_MANTISSA = 0x000f_ffff_ffff_ffffL;

    private final int mantissa;
    private final int bias;
    private final Specials specials;
    private final long signBit;
    private final long largest;
    private final double tooLarge;

    FloatFormat(int exponent, int mantissa, int bias, Specials specials) {
        this.mantissa = mantissa;
        this.bias = bias;
        this.specials = specials;
        this.signBit = specials == Specials.UNSIGNED ? 0 : 1L << (exponent + mantissa);
        long allOnes = (1L << (exponent + mantissa)) - 1;
        this.largest = switch (specials) {
            case IEEE -> allOnes - (1L << mantissa);
            case ALL_ONES_IS_NAN, UNSIGNED -> allOnes - 1;
            case MINUS_ZERO_IS_NAN -> allOnes;
        };
        this.tooLarge = firstTooLarge();
    }

    static Optional<FloatFormat> of(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> Optional.of(F64);
            case FLOAT32 -> Optional.of(F32);
            case FLOAT16 -> Optional.of(F16);
            case BFLOAT16 -> Optional.of(BF16);
            case FLOAT8_E4M3FN -> Optional.of(E4M3FN);
            case FLOAT8_E5M2 -> Optional.of(E5M2);
            case FLOAT8_E4M3FNUZ -> Optional.of(E4M3FNUZ);
            case FLOAT8_E5M2FNUZ -> Optional.of(E5M2FNUZ);
            case FLOAT8_E8M0FNU -> Optional.of(E8M0FNU);
            case FLOAT4_E2M1FN_X2,
                    FLOAT6_E2M3FN_X4,
                    FLOAT6_E3M2FN_X4,
                    COMPLEX128,
                    COMPLEX64,
                    COMPLEX32,
                    INT64,
                    INT32,
                    INT16,
                    INT8,
                    UINT64,
                    UINT32,
                    UINT16,
                    UINT8,
                    BOOL,
                    QINT8,
                    QUINT8,
                    QINT32,
                    QUINT4X2,
                    QUINT2X4,
                    BITS8,
                    BITS1X8,
                    BITS2X4,
                    BITS4X2,
                    BITS16 -> Optional.empty();
        };
    }

    /** The smallest positive double that rounds beyond the largest finite value; Inf where every double fits. */
    private double firstTooLarge() {
        if (mantissa == 52) {
            return Double.POSITIVE_INFINITY;
        }
        double max = finite(largest);
        double halfUlp = Math.scalb(1.0, Math.getExponent(max) - mantissa - 1);
        boolean tieGoesUp = mantissa == 0 || (largest & 1) == 1;
        return tieGoesUp ? max + halfUlp : Math.nextUp(max + halfUlp);
    }

    boolean hasInfinity() {
        return specials == Specials.IEEE;
    }

    /** The code of the finite value nearest to one that is out of range. */
    long nearest(double outOfRange) {
        if (specials == Specials.UNSIGNED) {
            return outOfRange < 1 ? 0 : largest;
        }
        return outOfRange < 0 ? signBit | largest : largest;
    }

    /** True if the code is a zero of either sign. */
    boolean isZero(long code) {
        return specials != Specials.UNSIGNED && (code & ~signBit) == 0 && !isNan(code);
    }

    /** Bits of a whole number that are always kept; 0 where there is no zero. */
    int wholeBits() {
        return specials == Specials.UNSIGNED ? 0 : mantissa + 1;
    }

    /** Inf with that sign, NaN where there is none. */
    long infinity(boolean negative) {
        return hasInfinity() ? (negative ? signBit : 0) | (largest + 1) : nan(negative, 0);
    }

    /**
     * A NaN.
     *
     * @param payload the 52 mantissa bits of a double, of which the upper ones are kept; 0 for the usual quiet NaN
     */
    long nan(boolean negative, long payload) {
        return switch (specials) {
            case IEEE -> {
                long kept = payload >>> (52 - mantissa);
                long quiet = 1L << (mantissa - 1);
                yield (negative ? signBit : 0) | (largest + 1) | (kept == 0 ? quiet : kept);
            }
            case ALL_ONES_IS_NAN -> (negative ? signBit : 0) | (largest + 1);
            case MINUS_ZERO_IS_NAN -> signBit;
            case UNSIGNED -> largest + 1;
        };
    }

    boolean isNan(long code) {
        return switch (specials) {
            case IEEE -> (code & ~signBit) > largest + 1;
            case ALL_ONES_IS_NAN -> (code & ~signBit) > largest;
            case MINUS_ZERO_IS_NAN -> code == signBit;
            case UNSIGNED -> code > largest;
        };
    }

    /** True if a number, Inf included, is neither a value of the format nor rounds to one. */
    boolean isOutOfRange(double v) {
        if (Double.isInfinite(v)) {
            return !hasInfinity() || (specials == Specials.UNSIGNED && v < 0);
        }
        if (specials == Specials.UNSIGNED) {
            return v < 0x1p-128 || v >= tooLarge;
        }
        return Math.abs(v) >= tooLarge;
    }

    /** The code nearest to a number that is in range, or to a NaN. */
    long encode(double v) {
        long bits = Double.doubleToRawLongBits(v);
        boolean negative = bits < 0;
        long magnitude = bits & Long.MAX_VALUE;
        if (magnitude >= F64_INF) {
            return magnitude == F64_INF ? infinity(negative) : nan(negative, bits & F64_MANTISSA);
        }
        if (this == F64) {
            return bits;
        }
        if (this == F32) {
            return Float.floatToRawIntBits((float) v) & 0xFFFF_FFFFL;
        }
        if (specials == Specials.UNSIGNED) {
            return encodeUnsigned(magnitude);
        }
        long code = round(magnitude);
        if (!negative || (code == 0 && specials == Specials.MINUS_ZERO_IS_NAN)) {
            return code;
        }
        return signBit | code;
    }

    private long round(long magnitude) {
        int exponent = (int) (magnitude >>> 52) - 1023 + bias;
        int shift = 52 - mantissa + Math.max(0, 1 - exponent);
        if (shift > 54 || magnitude <= F64_MANTISSA) {
            return 0;
        }
        long significand = (magnitude & F64_MANTISSA) | (F64_MANTISSA + 1);
        long kept = significand >>> shift;
        long rest = significand & ((1L << shift) - 1);
        long half = 1L << (shift - 1);
        if (rest > half || (rest == half && (kept & 1) == 1)) {
            kept++;
        }
        return exponent > 0 ? ((long) (exponent - 1) << mantissa) + kept : kept;
    }

    private long encodeUnsigned(long magnitude) {
        int exponent = (int) (magnitude >>> 52) - 1023 + bias;
        if (exponent < 0) {
            return 0;
        }
        // As torch does: the last bit kept is the implied 1, which is odd, so a tie goes up.
        return exponent + ((magnitude & F64_MANTISSA) >>> 51);
    }

    /** The value of a code; a NaN keeps its sign and payload, as the upper bits of the double's. */
    double decode(long code) {
        if (this == F64) {
            return Double.longBitsToDouble(code);
        }
        if (isNan(code)) {
            long payload = specials == Specials.IEEE ? (code & ((1L << mantissa) - 1)) << (52 - mantissa) : 1L << 51;
            boolean negative = specials != Specials.MINUS_ZERO_IS_NAN && (code & signBit) != 0;
            return Double.longBitsToDouble((negative ? Long.MIN_VALUE : 0) | F64_INF | payload);
        }
        if (this == F32) {
            return Float.intBitsToFloat((int) code);
        }
        double magnitude =
                hasInfinity() && (code & ~signBit) == largest + 1 ? Double.POSITIVE_INFINITY : finite(code & ~signBit);
        return (code & signBit) != 0 ? -magnitude : magnitude;
    }

    private double finite(long code) {
        long exponent = code >>> mantissa;
        long fraction = code & ((1L << mantissa) - 1);
        if (specials == Specials.UNSIGNED) {
            return Math.scalb(1.0, (int) exponent - bias);
        }
        return exponent == 0
                ? Math.scalb((double) fraction, 1 - bias - mantissa)
                : Math.scalb((double) (fraction | (1L << mantissa)), (int) exponent - bias - mantissa);
    }

    /** True if every value of {@code narrow}, NaN, Inf and the sign of zero included, is one of this format. */
    boolean holds(FloatFormat narrow) {
        if (this == narrow) {
            return true;
        }
        boolean signs = specials != Specials.UNSIGNED || narrow.specials == Specials.UNSIGNED;
        boolean minusZero = specials == Specials.IEEE
                || specials == Specials.ALL_ONES_IS_NAN
                || narrow.specials == Specials.MINUS_ZERO_IS_NAN
                || narrow.specials == Specials.UNSIGNED;
        boolean infinities = hasInfinity() || !narrow.hasInfinity();
        return signs
                && minusZero
                && infinities
                && mantissa >= narrow.mantissa
                && finite(largest) >= narrow.finite(narrow.largest)
                && smallest() <= narrow.smallest();
    }

    private double smallest() {
        return finite(specials == Specials.UNSIGNED ? 0 : 1);
    }
}
