package io.regraft.kernel.nd4j;

import io.regraft.kernel.Counts;
import java.util.concurrent.atomic.LongAdder;

/** Adds up what reads have changed. */
final class Counter {

    private final LongAdder overflowed = new LongAdder();
    private final LongAdder underflowed = new LongAdder();
    private final LongAdder nanReplaced = new LongAdder();

    void add(Counts c) {
        overflowed.add(c.overflowed());
        underflowed.add(c.underflowed());
        nanReplaced.add(c.nanReplaced());
    }

    Counts sum() {
        return new Counts(overflowed.sum(), underflowed.sum(), nanReplaced.sum());
    }
}
