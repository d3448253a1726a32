package io.regraft.migration;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.Optional;

/** A condition of {@code expect} or {@code ensure}. */
public final class Guard {

    /** Where a guard stands, and so what it is about. */
    public enum Phase {
        /** The way in: the checkpoint as it is. */
        EXPECT,
        /** The way out: what the steps make. */
        ENSURE
    }

    private final Condition condition;
    private final Optional<String> because;
    private final Phase phase;
    private final Where.InText at;

    Guard(Condition condition, Optional<String> because, Phase phase, Where.InText at) {
        this.condition = condition;
        this.because = because;
        this.phase = phase;
        this.at = at;
    }

    public Where.InText at() {
        return at;
    }

    public Phase phase() {
        return phase;
    }

    /** What is demanded, in words: {@code spk.weight float32 [2015, 384]}. */
    public String describe() {
        return condition.describe();
    }

    /** True if it can't be answered from names, shapes, dtypes and values. */
    public boolean needsContent() {
        return condition.needsContent();
    }

    /** What is wrong, if the state is not as demanded. The oracle is asked only where {@link #needsContent}. */
    public Optional<Problem> check(StateDict state, ContentOracle oracle) {
        String file = state.source().name();
        Condition.Verdict verdict = condition.verdict(state, oracle);
        return switch (verdict.outcome()) {
            case HOLDS -> Optional.empty();
            case FAILS ->
                Optional.of(new Problem(
                        Kind.GUARD,
                        at,
                        verdict.what() + (phase == Phase.EXPECT ? " in " + file : " after the steps"),
                        because.map(b -> b.strip() + (b.strip().endsWith(".") ? " " : ". "))
                                        .orElse("")
                                + (phase == Phase.EXPECT
                                        ? (condition.isOfValues()
                                                        ? "Is it the file that this migration is for? See: "
                                                        : "Already migrated? See: ")
                                                + "regraft inspect " + file
                                        : "The steps lead elsewhere: see what they do with regraft plan.")));
            case BROKEN -> Optional.of(new Problem(Kind.GUARD, at, verdict.what(), "Write its full name."));
        };
    }

    @Override
    public String toString() {
        return describe();
    }
}
