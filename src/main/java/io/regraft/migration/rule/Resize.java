package io.regraft.migration.rule;

import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.Optional;

/** Brings an axis to {@code size}: as {@code pad} or as {@code truncate}, whichever is needed. */
record Resize(RowScope rows, Located<Long> size, Optional<InitSpec> init) implements Rule {

    static final RuleType TYPE = RuleType.of(
                    "resize", "Grows or shortens an axis to a given size; rows keep their position.")
            .rows()
            .keys(Pad.SIZE, InitType.OPTIONAL)
            .example("resize: {axes: speakers, size: 2014, init: mean}")
            .parsedBy(v -> new Resize(RowScope.of(v), v.located(Pad.SIZE), v.find(InitType.OPTIONAL)));

    @Override
    public void apply(Step step, StateDict state) {
        rows.change(step, state, init, axis -> Resizing.to(size, axis, step, state));
    }
}
