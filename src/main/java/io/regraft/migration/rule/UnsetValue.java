package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.List;

/** Takes out values that are no tensors. */
record UnsetValue(List<Located<TensorName>> paths) implements Rule {

    static final RuleType TYPE = RuleType.of("unset", "Takes out a value that is no tensor.")
            .keys(SetValue.PATH)
            .example("unset: {path: hyper_parameters/n_speakers}")
            .parsedBy(v -> new UnsetValue(v.get(SetValue.PATH)));

    UnsetValue {
        paths = List.copyOf(paths);
    }

    @Override
    public void apply(Step step, StateDict state) {
        for (Located<TensorName> path : paths) {
            ValuePlace place = new ValuePlace(path, state);
            place.requireNoTensor(step);
            if (place.isThere()) {
                place.requireRemovable(step);
                state.values().unset(path.value(), path.at());
            } else if (!step.optional()) {
                throw place.missing();
            }
        }
    }
}
