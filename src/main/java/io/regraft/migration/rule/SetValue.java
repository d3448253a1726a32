package io.regraft.migration.rule;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.document.JsonPointer;
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

/** Gives values that are no tensors another content, or one place in a value that is a JSON text. */
record SetValue(List<Located<TensorName>> paths, Optional<Located<JsonPointer>> pointer, Plain value) implements Rule {

    static final Key<List<Located<TensorName>>> PATH = Key.required(
            "path", Keys.oneOrList(Keys.located(Keys.valuePath())), "The full path of the value, or several.");
    private static final Key<Plain> VALUE = Key.required(
            "value", Keys.plain(), "What it becomes: a number, true or false, null, a text, a list or a map.");
    private static final Key<Located<String>> POINTER = Key.optional(
            "pointer", Keys.located(Keys.text()), "A JSON pointer: what of it changes, where it is a JSON text.");

    static final RuleType TYPE = RuleType.of("set", "Gives a value that is no tensor another content.")
            .keys(PATH, VALUE, POINTER)
            .example("set: {path: hyper_parameters/n_speakers, value: 2014}")
            .parsedBy(v -> new SetValue(v.get(PATH), v.find(POINTER).map(EditFile::pointer), v.get(VALUE)));

    SetValue {
        paths = List.copyOf(paths);
    }

    @Override
    public void apply(Step step, StateDict state) {
        for (Located<TensorName> path : paths) {
            ValuePlace place = new ValuePlace(path, state);
            place.requireNoTensor(step);
            if (pointer.isPresent()) {
                new JsonValue(place)
                        .change(
                                step,
                                d -> d.set(
                                        pointer.get().value(),
                                        value,
                                        pointer.get().at()));
                continue;
            }
            Optional<RegraftException> unfit = place.isThere() ? Optional.empty() : place.unfit();
            if (unfit.isEmpty()) {
                state.values().set(path.value(), value, path.at());
            } else if (!step.optional()) {
                throw unfit.get();
            }
        }
    }
}
