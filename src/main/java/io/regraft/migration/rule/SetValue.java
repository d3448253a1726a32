package io.regraft.migration.rule;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.document.Document;
import io.regraft.format.document.JsonPointer;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.problem.RegraftException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
                setInside(step, place);
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

    /** Changes a place in a JSON text, all else of which stays as it is written. */
    private void setInside(Step step, ValuePlace place) {
        Located<TensorName> path = place.path();
        Optional<Value> found = place.state().values().find(path.value());
        if (found.isEmpty() && step.optional()) {
            return;
        }
        if (found.isEmpty()) {
            throw place.missing();
        }
        if (!(found.get() instanceof Value.Text text)) {
            throw Step.wrong(
                    path.at(),
                    "'" + path.value() + "' is " + found.get().text() + ", and 'pointer' leads into a JSON text",
                    "Leave out 'pointer', and set the value itself.");
        }
        Document document = Document.open(path.value().text() + ".json", StandardCharsets.UTF_8.encode(text.value()))
                .orElseThrow();
        ByteBuffer changed = document.set(pointer.orElseThrow().value(), value, pointer.get().at())
                .bytes();
        Plain after = new Plain.Text(StandardCharsets.UTF_8.decode(changed).toString());
        place.state().values().set(path.value(), after, path.at());
    }
}
