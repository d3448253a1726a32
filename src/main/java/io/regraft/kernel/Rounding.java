package io.regraft.kernel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Exact numbers on their way to fewer bits, rounded once only. */
final class Rounding {

    private Rounding() {}

    static BigInteger halfEven(BigDecimal v) {
        return v.setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    }

    /**
     * The double beside {@code v} whose last bit is 1, or {@code v} itself if it is a double. Rounding that to a format of
     * at most 50 bits gives what rounding {@code v} would.
     */
    static double toOdd(BigDecimal v) {
        double d = v.doubleValue();
        if (Double.isInfinite(d)) {
            return d;
        }
        int side = v.compareTo(new BigDecimal(d));
        if (side == 0 || (Double.doubleToRawLongBits(d) & 1) == 1) {
            return d;
        }
        return side > 0 ? Math.nextUp(d) : Math.nextDown(d);
    }

    /** Likewise for a 64-bit integer. */
    static double toOdd(long v, boolean unsigned) {
        boolean negative = v < 0 && !unsigned;
        long magnitude = negative ? -v : v;
        int surplus = 11 - Long.numberOfLeadingZeros(magnitude);
        if (surplus <= 0) {
            return v;
        }
        long kept = magnitude >>> surplus;
        if (magnitude != kept << surplus) {
            kept |= 1;
        }
        double d = Math.scalb((double) kept, surplus);
        return negative ? -d : d;
    }
}
