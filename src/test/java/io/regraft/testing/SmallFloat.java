package io.regraft.testing;

import io.regraft.checkpoint.DType;
import io.regraft.kernel.Overflow;
import java.math.BigDecimal;

/**
 * A float of 8 or 16 bits: exponent bits, mantissa bits, bias, and what its top codes mean.
 *
 * @param specials how infinity and NaN are written
 */
record SmallFloat(DType dtype, int exponentBits, int mantissaBits, int bias, Specials specials) {

    private enum Specials {
        /** All ones in the exponent: infinity with mantissa 0, else NaN. */
        IEEE,
        /** NaN is all ones but the sign; no infinity. */
        ALL_ONES,
        /** NaN is the code of minus zero; no infinity, no minus zero. */
        MINUS_ZERO
    }

    static SmallFloat of(DType dtype) {
        return switch (dtype.label()) {
            case "float16" -> new SmallFloat(dtype, 5, 10, 15, Specials.IEEE);
            case "bfloat16" -> new SmallFloat(dtype, 8, 7, 127, Specials.IEEE);
            case "float8_e5m2" -> new SmallFloat(dtype, 5, 2, 15, Specials.IEEE);
            case "float8_e4m3fn" -> new SmallFloat(dtype, 4, 3, 7, Specials.ALL_ONES);
            case "float8_e4m3fnuz" -> new SmallFloat(dtype, 4, 3, 8, Specials.MINUS_ZERO);
            case "float8_e5m2fnuz" -> new SmallFloat(dtype, 5, 2, 16, Specials.MINUS_ZERO);
            case "float8_e8m0fnu" -> new SmallFloat(dtype, 8, 0, 127, Specials.ALL_ONES);
            default -> throw new IllegalArgumentException(dtype.label());
        };
    }

    private boolean isSigned() {
        return dtype != DType.FLOAT8_E8M0FNU;
    }

    double decode(int code) {
        int mantissa = code & ((1 << mantissaBits) - 1);
        int exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
        boolean negative = isSigned() && (code >> (mantissaBits + exponentBits)) == 1;
        int top = (1 << exponentBits) - 1;
        if (specials == Specials.MINUS_ZERO && negative && mantissa == 0 && exponent == 0) {
            return Double.NaN;
        }
        if (specials == Specials.ALL_ONES && exponent == top && mantissa == (1 << mantissaBits) - 1) {
            return Double.NaN;
        }
        double magnitude;
        if (specials == Specials.IEEE && exponent == top) {
            magnitude = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0 && isSigned()) {
            magnitude = Math.scalb((double) mantissa, 1 - bias - mantissaBits);
        } else {
            magnitude = Math.scalb((double) ((1 << mantissaBits) + mantissa), exponent - bias - mantissaBits);
        }
        return negative ? -magnitude : magnitude;
    }

    int encode(Number n, Overflow overflow) {
        double d = n.doubleValue();
        if (Double.isNaN(d)) {
            return nan();
        }
        boolean negative = d < 0 || (d == 0 && 1 / d < 0);
        if (Double.isInfinite(d) && n instanceof Double) {
            if (specials == Specials.IEEE) {
                return sign(negative) | infinity();
            }
            return outOfRange(n, negative, overflow);
        }
        BigDecimal exact = Elements.exact(n).abs();
        if (!isSigned()) {
            Elements.require(!negative && exact.signum() > 0, dtype, n);
        }
        int best = nearest(exact);
        if (best < 0) {
            return outOfRange(n, negative, overflow);
        }
        boolean unsignedZero = best == 0 && specials == Specials.MINUS_ZERO;
        return unsignedZero ? 0 : sign(negative) | best;
    }

    /** The code of the nearest finite magnitude, the even one of two; -1 beyond the last one's rounding range. */
    private int nearest(BigDecimal magnitude) {
        int last = lastFinite();
        int low = 0;
        int high = last;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (new BigDecimal(decode(middle)).compareTo(magnitude) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        BigDecimal here = new BigDecimal(decode(low));
        // Beyond the last one the grid goes on: half a step more still rounds down (a tie only to an even code).
        BigDecimal next = low == last
                ? here.add(here.subtract(new BigDecimal(decode(last - 1)))
                        .multiply(BigDecimal.valueOf(isSigned() ? 1 : 2)))
                : new BigDecimal(decode(low + 1));
        int side = magnitude.subtract(here).compareTo(next.subtract(magnitude));
        boolean up = side > 0 || (side == 0 && low % 2 == 1);
        return !up ? low : low == last ? -1 : low + 1;
    }

    private int outOfRange(Number n, boolean negative, Overflow overflow) {
        return switch (overflow) {
            case ERROR -> throw new Elements.OutOfRange(dtype, n);
            case SATURATE -> sign(negative) | lastFinite();
            case INF -> specials == Specials.IEEE ? sign(negative) | infinity() : nan();
        };
    }

    private int sign(boolean negative) {
        return negative && isSigned() ? 1 << (exponentBits + mantissaBits) : 0;
    }

    private int infinity() {
        return ((1 << exponentBits) - 1) << mantissaBits;
    }

    private int lastFinite() {
        return switch (specials) {
            case IEEE -> infinity() - 1;
            case ALL_ONES -> (1 << (exponentBits + mantissaBits)) - 2;
            case MINUS_ZERO -> (1 << (exponentBits + mantissaBits)) - 1;
        };
    }

    private int nan() {
        return switch (specials) {
            case IEEE -> infinity() | (1 << (mantissaBits - 1));
            case ALL_ONES -> (1 << (exponentBits + mantissaBits)) - 1;
            case MINUS_ZERO -> 1 << (exponentBits + mantissaBits);
        };
    }
}
