package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import java.util.List;
import java.util.Optional;

/** Takes values out that are no tensors. */
record UnsetValue(List<Located<TensorName>> paths) implements Rule {

    private static final Key<List<TensorName>> PATH = Key.required(
            "path",
            Keys.oneOrList(Keys.valuePath()),
            "The full path of the value, or a list of them; a container without tensors goes with all that is in it.");

    static final RuleType TYPE = RuleType.of(
                    "unset", "Takes values out that are no tensors, such as objects of classes that a loader refuses.")
            .keys(PATH)
            .example("unset: {path: hyper_parameters/callbacks}")
            .parsedBy(UnsetValue::parse);

    private static UnsetValue parse(Values v) {
        return new UnsetValue(
                v.get(PATH).stream().map(p -> new Located<>(p, v.at(PATH))).toList());
    }

    @Override
    public void apply(Step step, StateDict state) {
        for (Located<TensorName> path : paths) {
            ValuePlaces.requireNoTensors(path, state);
            ValuePlaces.requireOutsideOfEdited(path, state);
            if (state.values().find(path.value()).isPresent()) {
                state.values().put(new ValueEdit(path.value(), Optional.empty(), path.at()));
            } else if (!step.optional()) {
                throw ValuePlaces.missing(path, state);
            }
        }
    }
}
