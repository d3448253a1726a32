package io.regraft.format.pytorch;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Revision.ValueEdit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares the values of an edited pickle with those that were wanted; a difference is a bug of ours. */
final class ValueCheck {

    private final Map<TensorName, Value> wanted = new LinkedHashMap<>();
    private final List<ValueEdit> edits;

    ValueCheck(Inventory source, List<ValueEdit> edits) {
        this.edits = edits;
        wanted.putAll(source.values());
        for (ValueEdit e : edits) {
            if (wanted.remove(e.path()) == null) {
                wanted.keySet().removeIf(p -> p.isUnder(e.path()));
            }
            e.value().ifPresent(v -> add(e.path(), v));
        }
    }

    private void add(TensorName path, Plain value) {
        if (value instanceof Plain.Items items) {
            for (int i = 0; i < items.values().size(); i++) {
                add(path.child(Integer.toString(i)), items.values().get(i));
            }
        } else if (value instanceof Plain.Fields fields) {
            fields.values().forEach((key, v) -> add(path.child(key), v));
        } else {
            value.leaf().ifPresent(v -> wanted.put(path, v));
        }
    }

    /** What is empty, or all that an object holds, may come and go with tensors: it is not looked at. */
    void check(Inventory result) {
        wanted.forEach((path, value) -> {
            Value found = result.values().get(path);
            if (!(value instanceof Value.Container) && !value.equals(found)) {
                throw differs(path);
            }
        });
        for (ValueEdit e : edits) {
            result.values().forEach((path, value) -> {
                boolean meant = value instanceof Value.Container || wanted.containsKey(path);
                if (path.isUnder(e.path()) && (e.value().isEmpty() || !meant)) {
                    throw differs(path);
                }
            });
        }
    }

    private static IllegalStateException differs(TensorName path) {
        return new IllegalStateException("the edited pickle differs in the value of " + path);
    }
}
