package io.regraft.migration.rule;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.document.Document;
import io.regraft.migration.Located;
import io.regraft.migration.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A value that is a JSON text, as Keras keeps a model's configuration: all but what a step changes stays as written. */
record JsonValue(ValuePlace place) {

    /** Changes the text; one that is not there may be passed over by an optional step. */
    void change(Step step, UnaryOperator<Document> edit) {
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
                    "Leave out 'pointer' for the value itself.");
        }
        ByteBuffer written = StandardCharsets.UTF_8.encode(text.value());
        ByteBuffer changed =
                edit.apply(Document.json(path.value().text(), written)).bytes();
        Plain after = new Plain.Text(StandardCharsets.UTF_8.decode(changed).toString());
        place.state().values().set(path.value(), after, path.at());
    }
}
