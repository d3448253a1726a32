package io.regraft.migration.rule;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.List;
import java.util.Optional;

/** Gives a value that is no tensor another content, or a container a new one. */
record SetValue(List<Located<TensorName>> paths, Plain value) implements Rule {

    static final Key<List<TensorName>> PATH = Key.required(
            "path",
            Keys.oneOrList(Keys.valuePath()),
            "The full path of the value, or a list of them: its containers, then its key, with '/' between.");
    private static final Key<Plain> VALUE =
            Key.required("value", Keys.plain(), "Any value of YAML; a quoted one is a text.");

    static final RuleType TYPE = RuleType.of(
                    "set", "Gives a value that is no tensor another content; a key that is not there yet comes last.")
            .keys(PATH, VALUE)
            .example("set: {path: hyper_parameters/n_speakers, value: 2014}")
            .parsedBy(v -> new SetValue(
                    v.get(PATH).stream().map(p -> new Located<>(p, v.at(PATH))).toList(), v.get(VALUE)));

    @Override
    public void apply(Step step, StateDict state) {
        for (Located<TensorName> path : paths) {
            ValuePlaces.requireNoTensors(path, state);
            ValuePlaces.requireOutsideOfEdited(path, state);
            boolean place = state.values().find(path.value()).isPresent() || ValuePlaces.hasContainer(path, state);
            if (place) {
                state.values().put(new ValueEdit(path.value(), Optional.of(value), path.at()));
            } else if (!step.optional()) {
                throw ValuePlaces.missing(path, state);
            }
        }
    }
}
