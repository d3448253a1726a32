package io.regraft.kernel;

/** Counts the events of one call. */
final class Tally {

    private int refused = -1;
    private long overflowed;
    private long underflowed;
    private long nanReplaced;

    void add(int index, int event) {
        switch (event) {
            case ScalarCast.OVERFLOWED -> overflowed++;
            case ScalarCast.UNDERFLOWED -> underflowed++;
            case ScalarCast.NAN_REPLACED -> nanReplaced++;
            case ScalarCast.REFUSED -> refused = refused < 0 ? index : refused;
            default -> throw new IllegalArgumentException("event " + event);
        }
    }

    Caster.Outcome outcome() {
        return new Caster.Outcome(refused, new Counts(overflowed, underflowed, nanReplaced));
    }
}
