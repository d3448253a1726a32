package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.document.JsonPointer;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.List;
import java.util.Optional;

/** Takes out values that are no tensors, or a part of one that is a JSON text. */
record UnsetValue(List<Located<TensorName>> paths, Optional<Located<JsonPointer>> pointer) implements Rule {

    private static final Key<Located<String>> POINTER = Key.optional(
            "pointer", Keys.located(Keys.text()), "A JSON pointer: what of it goes, where it is a JSON text.");

    static final RuleType TYPE = RuleType.of("unset", "Takes out a value that is no tensor.")
            .keys(SetValue.PATH, POINTER)
            .example("unset: {path: hyper_parameters/n_speakers}")
            .parsedBy(v -> new UnsetValue(v.get(SetValue.PATH), v.find(POINTER).map(EditFile::pointer)));

    UnsetValue {
        paths = List.copyOf(paths);
    }

    @Override
    public void apply(Step step, StateDict state) {
        for (Located<TensorName> path : paths) {
            ValuePlace place = new ValuePlace(path, state);
            place.requireNoTensor(step);
            if (pointer.isPresent()) {
                new JsonValue(place).change(step, d -> EditFile.removed(step, d, pointer.get()));
            } else if (place.isThere()) {
                place.requireRemovable(step);
                state.values().unset(path.value(), path.at());
            } else if (!step.optional()) {
                throw place.missing();
            }
        }
    }
}
