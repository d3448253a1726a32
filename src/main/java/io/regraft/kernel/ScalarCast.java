package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.util.Optional;

/** One number from one dtype to another, code to code. Not safe to share: it remembers what happened last. */
final class ScalarCast {

    static final int OVERFLOWED = 1;
    static final int UNDERFLOWED = 2;
    static final int NAN_REPLACED = 4;
    static final int REFUSED = 8;

    private final DType from;
    private final DType to;
    private final Overflow overflow;
    private final Optional<FloatFormat> source;
    private final Optional<FloatFormat> target;
    private final Codec codec;
    private int event;

    /** A cast between two real dtypes, or the components of complex ones. */
    ScalarCast(DType from, DType to, Overflow overflow) {
        this.from = from;
        this.to = to;
        this.overflow = overflow;
        this.source = FloatFormat.of(from);
        this.target = FloatFormat.of(to);
        this.codec = Codec.of(from).orElseThrow();
    }

    /** What the last number met with: 0, or one of the constants. */
    int event() {
        return event;
    }

    long cast(long code) {
        event = 0;
        if (source.isPresent()) {
            double v = source.get().decode(code);
            return target.isPresent() ? toFloat(v, target.get()) : toWhole(v);
        }
        boolean unsigned = from == DType.UINT64;
        long v = unsigned ? code : whole(code);
        if (target.isEmpty()) {
            return wholeToWhole(v, unsigned);
        }
        FloatFormat format = target.get();
        return toFloat(format == FloatFormat.F64 ? codec.value(code) : Rounding.toOdd(v, unsigned), format);
    }

    private long whole(long code) {
        return switch (from.bytes()) {
            case 1 -> from == DType.BOOL ? (code == 0 ? 0 : 1) : from == DType.INT8 ? (byte) code : code;
            case 2 -> from == DType.INT16 ? (short) code : code;
            case 4 -> from == DType.INT32 ? (int) code : code;
            default -> code;
        };
    }

    private long toFloat(double v, FloatFormat format) {
        if (Double.isNaN(v)) {
            return format.encode(v);
        }
        if (format.isOutOfRange(v)) {
            return switch (overflow) {
                case ERROR -> refuse();
                case SATURATE -> {
                    event = OVERFLOWED;
                    yield format.nearest(v);
                }
                case INF -> {
                    event = OVERFLOWED;
                    yield format.infinity(v < 0);
                }
            };
        }
        long code = format.encode(v);
        if (v != 0 && format.isZero(code)) {
            event = UNDERFLOWED;
        }
        return code;
    }

    private long toWhole(double v) {
        if (to == DType.BOOL) {
            return v != 0 ? 1 : 0;
        }
        if (Double.isNaN(v)) {
            event = NAN_REPLACED;
            return overflow == Overflow.ERROR ? refuse() : 0;
        }
        IntegerRange range = IntegerRange.of(to);
        double r = Math.rint(v);
        if (range.contains(r)) {
            return range.code(r);
        }
        event = OVERFLOWED;
        return overflow == Overflow.ERROR ? refuse() : range.nearest(r < 0 ? -1 : 1, false);
    }

    private long wholeToWhole(long v, boolean unsigned) {
        if (to == DType.BOOL) {
            return v != 0 ? 1 : 0;
        }
        IntegerRange range = IntegerRange.of(to);
        if (range.contains(v, unsigned)) {
            return v;
        }
        event = OVERFLOWED;
        return overflow == Overflow.ERROR ? refuse() : range.nearest(v, unsigned);
    }

    private long refuse() {
        event = REFUSED;
        return 0;
    }
}
