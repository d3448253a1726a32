package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** Whether a dtype can hold a number, up to rounding of fractions in a floating type. */
final class NumberFit {

    private NumberFit() {}

    /** Why it can't, as in "…: WHY"; empty if it can. */
    static Optional<String> problem(Number n, DType dtype, Optional<Quantisation> quantisation) {
        return switch (dtype.family()) {
            case FLOATING -> floating(n, dtype);
            case COMPLEX -> floating(n, part(dtype));
            case INTEGER -> whole(n, min(dtype), max(dtype), "whole numbers");
            case BOOL -> whole(n, BigInteger.ZERO, BigInteger.ONE, "0 and 1,");
            case QUANTISED -> quantised(n, dtype, quantisation);
            case BITS ->
                n.doubleValue() == 0 ? Optional.empty() : Optional.of("it is kept as bits, only zeros is known");
        };
    }

    /** The number as it is; for finite ones only. */
    static BigDecimal exact(Number n) {
        if (n instanceof BigDecimal d) {
            return d;
        }
        if (n instanceof BigInteger i) {
            return new BigDecimal(i);
        }
        return n instanceof Double ? new BigDecimal(n.doubleValue()) : BigDecimal.valueOf(n.longValue());
    }

    /** A whole number as one, where it is. */
    static Number narrowed(BigDecimal n) {
        if (!isWhole(n)) {
            return n.doubleValue();
        }
        BigInteger whole = n.toBigInteger();
        return whole.bitLength() < 64 ? (Number) whole.longValue() : whole;
    }

    private static boolean isFinite(Number n) {
        return !(n instanceof Double d) || Double.isFinite(d);
    }

    private static Optional<String> floating(Number n, DType dtype) {
        if (dtype == DType.FLOAT8_E8M0FNU) {
            boolean positive = isFinite(n) && exact(n).signum() > 0;
            boolean inRange = positive && n.doubleValue() >= 0x1p-127 && n.doubleValue() <= 0x1p127;
            return inRange ? Optional.empty() : Optional.of("it holds powers of two, no zero and no sign; found " + n);
        }
        if (!isFinite(n)) {
            boolean none = Double.isInfinite(n.doubleValue()) && !hasInfinity(dtype);
            return none ? Optional.of("it has no infinity") : Optional.empty();
        }
        BigDecimal magnitude = exact(n).abs();
        if (magnitude.compareTo(firstTooLarge(dtype)) < 0) {
            return Optional.empty();
        }
        return Optional.of(String.format(Locale.ROOT, "it holds numbers up to %s, found %s", largest(dtype), n));
    }

    private static Optional<String> whole(Number n, BigInteger min, BigInteger max, String what) {
        boolean fits = isFinite(n) && isWhole(exact(n)) && inRange(exact(n).toBigInteger(), min, max);
        return fits
                ? Optional.empty()
                : Optional.of(
                        max.equals(BigInteger.ONE)
                                ? "it holds " + what + " found " + n
                                : String.format(
                                        Locale.ROOT, "it holds %s from %,d to %,d, found %s", what, min, max, n));
    }

    private static boolean isWhole(BigDecimal n) {
        return n.signum() == 0 || n.stripTrailingZeros().scale() <= 0;
    }

    private static boolean inRange(BigInteger n, BigInteger min, BigInteger max) {
        return n.compareTo(min) >= 0 && n.compareTo(max) <= 0;
    }

    private static Optional<String> quantised(Number n, DType dtype, Optional<Quantisation> quantisation) {
        if (quantisation.isEmpty() || !isFinite(n)) {
            return Optional.of("it holds quantised values, found " + n);
        }
        Quantisation q = quantisation.get();
        double stored = Math.rint(n.doubleValue() / q.scale()) + q.zeroPoint();
        BigInteger min = min(dtype);
        BigInteger max = max(dtype);
        if (stored >= min.doubleValue() && stored <= max.doubleValue()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "it holds numbers from %s to %s, found %s",
                q.scale() * (min.doubleValue() - q.zeroPoint()),
                q.scale() * (max.doubleValue() - q.zeroPoint()),
                n));
    }

    private static boolean isUnsigned(DType dtype) {
        return dtype == DType.UINT8
                || dtype == DType.UINT16
                || dtype == DType.UINT32
                || dtype == DType.UINT64
                || dtype == DType.QUINT8;
    }

    private static BigInteger min(DType dtype) {
        return isUnsigned(dtype)
                ? BigInteger.ZERO
                : BigInteger.TWO.pow(8 * dtype.bytes() - 1).negate();
    }

    private static BigInteger max(DType dtype) {
        return BigInteger.TWO
                .pow(8 * dtype.bytes() - (isUnsigned(dtype) ? 0 : 1))
                .subtract(BigInteger.ONE);
    }

    private static DType part(DType complex) {
        return complex == DType.COMPLEX128 ? DType.FLOAT64 : complex == DType.COMPLEX64 ? DType.FLOAT32 : DType.FLOAT16;
    }

    private static boolean hasInfinity(DType dtype) {
        return dtype != DType.FLOAT8_E4M3FN && dtype != DType.FLOAT8_E4M3FNUZ && dtype != DType.FLOAT8_E5M2FNUZ;
    }

    private static double largest(DType dtype) {
        return switch (dtype.label()) {
            case "float32" -> Float.MAX_VALUE;
            case "float16" -> 65504;
            case "bfloat16" -> 0x1.fep127;
            case "float8_e4m3fn" -> 448;
            case "float8_e4m3fnuz" -> 240;
            case "float8_e5m2", "float8_e5m2fnuz" -> 57344;
            default -> Double.MAX_VALUE;
        };
    }

    /** The smallest magnitude that does not round to a finite value: half a step above the largest. */
    private static BigDecimal firstTooLarge(DType dtype) {
        if (dtype == DType.FLOAT64) {
            return new BigDecimal(BigInteger.TWO.pow(1024).subtract(BigInteger.TWO.pow(970)));
        }
        double limit = switch (dtype.label()) {
            case "float32" -> 0x1.ffffffp127;
            case "float16" -> 65520;
            case "bfloat16" -> 0x1.ffp127;
            // The tie goes to the largest, whose last bit is 0: a hair above it is too large.
            case "float8_e4m3fn" -> Math.nextUp(464.0);
            case "float8_e4m3fnuz" -> 248;
            default -> 61440;
        };
        return new BigDecimal(limit);
    }
}
