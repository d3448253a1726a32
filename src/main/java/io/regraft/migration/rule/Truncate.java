package io.regraft.migration.rule;

import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.Optional;

/** Keeps the first {@code size} rows of an axis. */
record Truncate(RowScope rows, Located<Long> size) implements Rule {

    static final RuleType TYPE = RuleType.of("truncate", "Keeps the first rows of an axis, up to a given size.")
            .rows()
            .keys(Pad.SIZE)
            .example("truncate: {tensors: emb.weight, size: 2014}")
            .parsedBy(v -> new Truncate(RowScope.of(v), v.located(Pad.SIZE)));

    @Override
    public void apply(Step step, StateDict state) {
        rows.change(step, state, Optional.empty(), axis -> {
            Step.require(
                    size.value() <= axis.rows(),
                    size.at(),
                    "pad makes it longer, resize whichever is needed.",
                    "expected a size of at most %,d, found %,d; %s",
                    axis.rows(),
                    size.value(),
                    axis.describe());
            return Resizing.to(size, axis, step, state);
        });
    }
}
