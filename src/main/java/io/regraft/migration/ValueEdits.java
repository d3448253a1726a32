package io.regraft.migration;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Revision.ValueEdit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of a checkpoint that are no tensors, as the steps so far left them. */
public final class ValueEdits {

    private final Checkpoint source;
    private final Map<TensorName, ValueEdit> edits = new LinkedHashMap<>();

    ValueEdits(Checkpoint source) {
        this.source = source;
    }

    ValueEdits copy() {
        ValueEdits copy = new ValueEdits(source);
        copy.edits.putAll(edits);
        return copy;
    }

    /** The value of a path; empty if there is none, or it was taken out. */
    public Optional<Value> find(TensorName path) {
        if (edits.containsKey(path)) {
            return edits.get(path).value().map(ValueEdits::value);
        }
        if (above(path).isPresent()) {
            return Optional.empty();
        }
        return Optional.<Value>ofNullable(source.values().get(path))
                .or(() -> Optional.ofNullable(source.containers().get(path)));
    }

    /** A path above this one that a step has set or taken out. */
    public Optional<TensorName> above(TensorName path) {
        TensorName up = path;
        while (!up.parts().isEmpty()) {
            up = up.container();
            if (edits.containsKey(up)) {
                return Optional.of(up);
            }
        }
        return Optional.empty();
    }

    /** Sets a value, or takes it out; an edit of something inside it before is moot. */
    public void put(ValueEdit edit) {
        edits.keySet().removeIf(path -> !path.equals(edit.path()) && path.isUnder(edit.path()));
        boolean there =
                source.values().containsKey(edit.path()) || source.containers().containsKey(edit.path());
        if (edit.value().isEmpty() && !there) {
            edits.remove(edit.path());
        } else {
            edits.put(edit.path(), edit);
        }
    }

    /** The edits, in the order in which their paths were first named. */
    public List<ValueEdit> all() {
        return List.copyOf(edits.values());
    }

    /** The paths of all values as they are now. */
    public List<TensorName> paths() {
        List<TensorName> paths = new ArrayList<>(source.values().keySet());
        edits.forEach((path, edit) -> {
            paths.removeIf(p -> p.isUnder(path));
            if (edit.value().isPresent()) {
                paths.add(path);
            }
        });
        return paths;
    }

    private static Value value(Plain plain) {
        if (plain instanceof Plain.Bool b) {
            return new Value.Bool(b.value());
        }
        if (plain instanceof Plain.Int i) {
            return new Value.Int(i.value());
        }
        if (plain instanceof Plain.Real r) {
            return new Value.Real(r.value());
        }
        if (plain instanceof Plain.Text t) {
            return new Value.Text(t.value());
        }
        if (plain instanceof Plain.Items items) {
            return new Value.Container("list", items.values().size());
        }
        return plain instanceof Plain.Fields fields
                ? new Value.Container("dict", fields.values().size())
                : new Value.None();
    }
}
