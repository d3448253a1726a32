package io.regraft.migration.rule;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.problem.RegraftException;
import java.util.List;
import java.util.Optional;

/** Gives values that are no tensors another content. */
record SetValue(List<Located<TensorName>> paths, Plain value) implements Rule {

    static final Key<List<Located<TensorName>>> PATH = Key.required(
            "path", Keys.oneOrList(Keys.located(Keys.valuePath())), "The full path of the value, or several.");
    private static final Key<Plain> VALUE = Key.required(
            "value", Keys.plain(), "What it becomes: a number, true or false, null, a text, a list or a map.");

    static final RuleType TYPE = RuleType.of("set", "Gives a value that is no tensor another content.")
            .keys(PATH, VALUE)
            .example("set: {path: hyper_parameters/n_speakers, value: 2014}")
            .parsedBy(v -> new SetValue(v.get(PATH), v.get(VALUE)));

    SetValue {
        paths = List.copyOf(paths);
    }

    @Override
    public void apply(Step step, StateDict state) {
        for (Located<TensorName> path : paths) {
            ValuePlace place = new ValuePlace(path, state);
            place.requireNoTensor(step);
            Optional<RegraftException> unfit = place.isThere() ? Optional.empty() : place.unfit();
            if (unfit.isEmpty()) {
                state.values().set(path.value(), value, path.at());
            } else if (!step.optional()) {
                throw unfit.get();
            }
        }
    }
}
