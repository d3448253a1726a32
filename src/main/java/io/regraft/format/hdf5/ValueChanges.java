package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes of values that the user asked for: of attributes. */
final class ValueChanges {

    private final Hdf5Checkpoint source;
    private final LinkPlan.Planned planned;
    private final NewTexts texts;
    private final Map<Long, AttributeEdits> edits = new LinkedHashMap<>();

    ValueChanges(Hdf5Checkpoint source, LinkPlan.Planned planned, List<ValueEdit> values, NewTexts texts) {
        this.source = source;
        this.planned = planned;
        this.texts = texts;
        values.forEach(this::edit);
    }

    /** By the address of the object that they belong to. */
    Map<Long, AttributeEdits> edits() {
        return edits;
    }

    private void edit(ValueEdit edit) {
        TensorName path = edit.path();
        TensorName owner = path.container();
        HdfObject object = owner(edit, owner);
        if (path.parts().isEmpty() || object.link(path.key()).isPresent()) {
            throw refused(edit, "the path of an attribute", "that of a member of a group", "Drop or rename tensors.");
        }
        AttributeEdits changes = edits.computeIfAbsent(object.address(), a -> new AttributeEdits(object));
        if (edit.value().isEmpty()) {
            changes.remove(path.key());
            return;
        }
        changes.set(NewAttribute.of(path.key(), edit.value().get(), object.attribute(path.key()), texts)
                .orElseThrow(() -> refused(
                        edit,
                        "a text, a number, true, false, null, or a list of one kind of these",
                        edit.value().get().text(),
                        "Write a JSON text, as Keras does.")));
    }

    /** The object of a path of the source, or else of the result. */
    private HdfObject owner(ValueEdit edit, TensorName owner) {
        Map<TensorName, Long> addresses = source.paths().addresses();
        Long address = addresses.get(owner);
        if (address == null) {
            address = planned.images().entrySet().stream()
                    .filter(e -> e.getValue().equals(owner))
                    .map(e -> addresses.get(e.getKey()))
                    .findFirst()
                    .orElseThrow(() -> refused(
                            edit,
                            "the path of a group or a dataset and the name of an attribute",
                            "'" + edit.path().text() + "'",
                            "Elements of a list are set with the whole list. See the paths with: regraft inspect"));
        }
        return source.objects().at(address);
    }

    private static RegraftException refused(ValueEdit edit, String expected, String found, String fix) {
        return Problem.expected(Kind.MIGRATION, edit.at(), expected, found, fix).asException();
    }
}
