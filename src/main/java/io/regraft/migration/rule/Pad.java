package io.regraft.migration.rule;

import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.Optional;

/** Grows an axis to {@code size}; the new rows, at the end, come from {@code init}. */
record Pad(RowScope rows, Located<Long> size, InitSpec init) implements Rule {

    /** Common to the rules that set the length of an axis. */
    static final Key<Long> SIZE = Key.required("size", Keys.extent(), "Length of the axis afterwards.");

    static final RuleType TYPE = RuleType.of("pad", "Grows an axis to a given size, with new rows at its end.")
            .rows()
            .keys(SIZE, InitType.REQUIRED)
            .example("pad: {tensors: emb.weight, size: 2020, init: mean}")
            .parsedBy(v -> new Pad(RowScope.of(v), v.located(SIZE), v.get(InitType.REQUIRED)));

    @Override
    public void apply(Step step, StateDict state) {
        rows.change(step, state, Optional.of(init), axis -> {
            Step.require(
                    size.value() >= axis.rows(),
                    size.at(),
                    "truncate makes it shorter, resize whichever is needed.",
                    "expected a size of at least %,d, found %,d; %s",
                    axis.rows(),
                    size.value(),
                    axis.describe());
            return Resizing.to(size, axis, step, state);
        });
    }
}
