package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.kernel.Codec;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns the numbers of new rows into elements of a dtype; what the dtype can't hold is refused by name. */
final class ValueEncoder {

    private final DType dtype;
    private final Optional<Quantisation> quantisation;
    private final Origin origin;
    private final Optional<Codec> codec;

    ValueEncoder(DType dtype, Optional<Quantisation> quantisation, Origin origin) {
        this.dtype = dtype;
        this.quantisation = quantisation;
        this.origin = origin;
        this.codec = Codec.of(dtype);
    }

    /** One element, the imaginary part 0. */
    byte[] element(String init, Number value) {
        ByteBuffer out = ByteBuffer.allocate(dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        if (codec.isEmpty()) {
            requireZero(init, value);
            return out.array();
        }
        codec.get().put(out, code(init, value));
        return out.array();
    }

    private void requireZero(String init, Number value) {
        boolean packedRows = dtype == DType.QUINT4X2 || dtype == DType.QUINT2X4;
        if (packedRows || value.doubleValue() != 0) {
            throw origin.refused(
                    Kind.MIGRATION,
                    String.format(Locale.ROOT, "%s can't make rows of %s, which are bits and no numbers", init, dtype),
                    packedRows ? "Use copy_row." : "Use zeros or copy_row.");
        }
    }

    private long code(String init, Number value) {
        Optional<BigDecimal> exact = exact(value);
        OptionalLong code;
        if (dtype.family() == DType.Family.QUANTISED) {
            code = OptionalLong.of(quantised(init, value.doubleValue()));
        } else {
            code = exact.isPresent()
                    ? minusZero(value)
                            ? encoder(init).encode(-0.0)
                            : encoder(init).encode(exact.get())
                    : encoder(init).encode(value.doubleValue());
        }
        return code.orElseThrow(() -> cannotHold(init, value.toString()));
    }

    private static boolean minusZero(Number value) {
        return value instanceof Double d && d == 0 && 1 / d < 0;
    }

    /** The number itself; empty for NaN and Inf. */
    static Optional<BigDecimal> exact(Number value) {
        if (value instanceof BigDecimal d) {
            return Optional.of(d);
        }
        if (value instanceof BigInteger i) {
            return Optional.of(new BigDecimal(i));
        }
        if (value instanceof Double || value instanceof Float) {
            double d = value.doubleValue();
            return Double.isNaN(d) || Double.isInfinite(d) ? Optional.empty() : Optional.of(new BigDecimal(d));
        }
        return Optional.of(BigDecimal.valueOf(value.longValue()));
    }

    int elementBytes() {
        return dtype.bytes();
    }

    /** Numbers an element. */
    int numbers(String init) {
        return encoder(init).components();
    }

    /** Appends the code nearest to a real number. */
    void putReal(String init, double v, ByteBuffer dst) {
        Codec c = encoder(init);
        c.put(
                dst,
                dtype.family() == DType.Family.QUANTISED
                        ? quantised(init, v)
                        : c.encode(v).orElseThrow(() -> cannotHold(init, Double.toString(v))));
    }

    /** Appends the code nearest to a number that was made from elements; from stored integers where quantised. */
    void putDerived(String init, double v, ByteBuffer dst) {
        if (dtype.family() == DType.Family.QUANTISED) {
            long zero = quantisation(init).zeroPoint();
            encoder(init).put(dst, stored(init, Math.rint(v - zero) + zero));
        } else {
            putReal(init, v, dst);
        }
    }

    Codec encoder(String init) {
        return codec.orElseThrow(() -> origin.refused(
                Kind.MIGRATION,
                String.format(Locale.ROOT, "%s computes, and %s elements are bits and no numbers", init, dtype),
                "Use copy_row."));
    }

    /** The stored integer of a real value: round(real / scale) + zero point, taken into the dtype's range. */
    long quantised(String init, double real) {
        Quantisation q = quantisation(init);
        return stored(init, Math.rint(real / q.scale()) + q.zeroPoint());
    }

    long stored(String init, double integer) {
        if (Double.isNaN(integer)) {
            throw cannotHold(init, "NaN");
        }
        double max = dtype == DType.QINT32 ? Integer.MAX_VALUE : dtype == DType.QINT8 ? Byte.MAX_VALUE : 0xFF;
        double min = dtype == DType.QUINT8 ? 0 : -max - 1;
        return (long) Math.min(max, Math.max(min, integer));
    }

    Quantisation quantisation(String init) {
        return quantisation.orElseThrow(() -> origin.refused(
                Kind.MIGRATION,
                String.format(
                        Locale.ROOT, "%s needs one scale and zero point for all rows, and %s has none", init, dtype),
                "Use copy_row."));
    }

    RegraftException cannotHold(String init, String value) {
        return origin.refused(
                Kind.MIGRATION,
                String.format(Locale.ROOT, "%s gives %s, which %s can't hold", init, value, dtype),
                "Give another init, or cast the tensor before.");
    }
}
