package io.regraft.kernel;

/**
 * Elements that casts changed beyond rounding.
 *
 * @param overflowed finite or infinite values that the dtype can't hold: saturated, or turned into Inf or NaN
 * @param underflowed values that were not zero and are now
 * @param nanReplaced NaN that became a number
 */
public record Counts(long overflowed, long underflowed, long nanReplaced) {

    public static final Counts NONE = new Counts(0, 0, 0);

    public long total() {
        return overflowed + underflowed + nanReplaced;
    }

    public Counts plus(Counts other) {
        return new Counts(
                overflowed + other.overflowed, underflowed + other.underflowed, nanReplaced + other.nanReplaced);
    }
}
