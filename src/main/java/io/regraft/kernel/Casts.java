package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.DType.Family;
import java.util.Locale;
import java.util.Optional;

/** Which casts there are, and which lose nothing. */
public final class Casts {

    private Casts() {}

    /** Why a cast is refused, as a clause; empty if there is such a cast. */
    public static Optional<String> refusal(DType from, DType to, Overflow overflow) {
        for (DType d : new DType[] {from, to}) {
            if (d.family() == Family.QUANTISED || d.family() == Family.BITS) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "cast takes floating, integer, bool and complex dtypes, and %s is none of them",
                        d));
            }
        }
        if ((from.family() == Family.COMPLEX) != (to.family() == Family.COMPLEX)) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "cast goes from real to real or from complex to complex, not from %s to %s",
                    from,
                    to));
        }
        if (overflow == Overflow.INF && to.family() == Family.INTEGER) {
            return Optional.of(
                    String.format(Locale.ROOT, "overflow: inf needs a floating dtype, and %s has no Inf", to));
        }
        return Optional.empty();
    }

    /**
     * True if casting back would give every element again, NaN and the sign of zero included: a cast that follows then
     * gives what it would have given without this one.
     */
    public static boolean lossless(DType from, DType to) {
        if (from == to) {
            return true;
        }
        if (refusal(from, to, Overflow.ERROR).isPresent()) {
            return false;
        }
        Optional<FloatFormat> narrow = FloatFormat.of(Codec.component(from));
        Optional<FloatFormat> wide = FloatFormat.of(Codec.component(to));
        if (narrow.isPresent()) {
            return wide.isPresent() && wide.get().holds(narrow.get());
        }
        IntegerRange whole = IntegerRange.of(from);
        if (wide.isPresent()) {
            return whole.bits() <= wide.get().wholeBits();
        }
        return to != DType.BOOL && IntegerRange.of(to).holds(whole);
    }
}
