package io.regraft.migration;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of a checkpoint that are no tensors, as the steps so far left them, and how that differs from the source. */
public final class EditedValues {

    private final Checkpoint source;
    /** By path; no path is under another. */
    private final Map<TensorName, ValueEdit> edits;
    /** The source's own until the first edit. */
    private Map<TensorName, Value> values;

    private Map<TensorName, Value.Container> containers;

    private EditedValues(
            Checkpoint source,
            Map<TensorName, ValueEdit> edits,
            Map<TensorName, Value> values,
            Map<TensorName, Value.Container> containers) {
        this.source = source;
        this.edits = edits;
        this.values = values;
        this.containers = containers;
    }

    static EditedValues of(Checkpoint source) {
        return new EditedValues(source, new LinkedHashMap<>(), source.values(), source.containers());
    }

    EditedValues snapshot() {
        return edits.isEmpty()
                ? of(source)
                : new EditedValues(
                        source,
                        new LinkedHashMap<>(edits),
                        new LinkedHashMap<>(values),
                        new LinkedHashMap<>(containers));
    }

    /** The leaves that are no tensors, and empty containers, by path. */
    public Map<TensorName, Value> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Dicts, lists and the like, by path. */
    public Map<TensorName, Value.Container> containers() {
        return Collections.unmodifiableMap(containers);
    }

    /** What stands at a path: a container or a value. */
    public Optional<Value> find(TensorName path) {
        return Optional.<Value>ofNullable(containers.get(path)).or(() -> Optional.ofNullable(values.get(path)));
    }

    /** All changes, said against the source: no path twice, and none under another. */
    public List<ValueEdit> edits() {
        return List.copyOf(edits.values());
    }

    /** Gives a path a value; that its container is there and that it is free of tensors is for the caller to see to. */
    public void set(TensorName path, Plain value, Where at) {
        copyOnce();
        Optional<TensorName> above = editAbove(path);
        if (above.isPresent()) {
            fold(above.get(), path, Optional.of(value));
        } else {
            edits.keySet().removeIf(p -> p.isUnder(path) && !p.equals(path));
            edits.put(path, new ValueEdit(path, Optional.of(value), at));
            if (isAsBefore(path, value)) {
                edits.remove(path);
            }
        }
        boolean isNew = find(path).isEmpty();
        clear(path);
        show(path, value);
        if (isNew) {
            resize(path.container(), 1);
        }
    }

    /** Takes out what stands at a path. */
    public void unset(TensorName path, Where at) {
        copyOnce();
        Optional<TensorName> above = editAbove(path);
        if (above.isPresent()) {
            fold(above.get(), path, Optional.empty());
        } else {
            edits.keySet().removeIf(p -> p.isUnder(path));
            if (source.values().containsKey(path) || source.containers().containsKey(path)) {
                edits.put(path, new ValueEdit(path, Optional.empty(), at));
            }
        }
        clear(path);
        resize(path.container(), -1);
    }

    private void copyOnce() {
        if (edits.isEmpty()) {
            values = new LinkedHashMap<>(source.values());
            containers = new LinkedHashMap<>(source.containers());
        }
    }

    /** The edit whose value a path is in. */
    private Optional<TensorName> editAbove(TensorName path) {
        for (TensorName p = path; !p.parts().isEmpty(); ) {
            p = p.container();
            if (edits.containsKey(p)) {
                return Optional.of(p);
            }
        }
        return Optional.empty();
    }

    private void fold(TensorName above, TensorName path, Optional<Plain> value) {
        ValueEdit edit = edits.get(above);
        Plain whole = with(edit.value().orElseThrow(), path.relativeTo(above).parts(), value);
        edits.put(above, new ValueEdit(above, Optional.of(whole), edit.at()));
    }

    /** A value with a part of it replaced, added or taken out. */
    private static Plain with(Plain whole, List<String> path, Optional<Plain> part) {
        String key = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (whole instanceof Plain.Fields fields) {
            Map<String, Plain> changed = new LinkedHashMap<>(fields.values());
            Optional<Plain> now =
                    rest.isEmpty() ? part : Optional.of(with(fields.values().get(key), rest, part));
            now.ifPresentOrElse(v -> changed.put(key, v), () -> changed.remove(key));
            return new Plain.Fields(changed);
        }
        if (whole instanceof Plain.Items items) {
            List<Plain> changed = new ArrayList<>(items.values());
            int index = Integer.parseInt(key);
            if (index == changed.size()) {
                changed.add(part.orElseThrow());
            } else if (rest.isEmpty() && part.isEmpty()) {
                changed.remove(index);
            } else {
                changed.set(index, rest.isEmpty() ? part.get() : with(changed.get(index), rest, part));
            }
            return new Plain.Items(changed);
        }
        throw new IllegalStateException("no container: " + whole);
    }

    private boolean isAsBefore(TensorName path, Plain value) {
        return value.leaf().filter(v -> v.equals(source.values().get(path))).isPresent();
    }

    private void clear(TensorName path) {
        values.remove(path);
        if (containers.containsKey(path)) {
            values.keySet().removeIf(p -> p.isUnder(path));
            containers.keySet().removeIf(p -> p.isUnder(path));
        }
    }

    private void show(TensorName path, Plain value) {
        if (value instanceof Plain.Items items) {
            showContainer(path, new Value.Container("list", items.values().size()));
            for (int i = 0; i < items.values().size(); i++) {
                show(path.child(Integer.toString(i)), items.values().get(i));
            }
        } else if (value instanceof Plain.Fields fields) {
            showContainer(path, new Value.Container("dict", fields.values().size()));
            fields.values().forEach((key, v) -> show(path.child(key), v));
        } else {
            value.leaf().ifPresent(v -> values.put(path, v));
        }
    }

    private void showContainer(TensorName path, Value.Container container) {
        containers.put(path, container);
        if (container.size() == 0) {
            values.put(path, container);
        }
    }

    private void resize(TensorName container, int by) {
        Value.Container before = containers.get(container);
        if (before != null) {
            values.remove(container);
            showContainer(container, new Value.Container(before.type(), Math.max(0, before.size() + by)));
        }
    }
}
