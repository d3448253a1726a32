package io.regraft.format.pytorch;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.pytorch.pickle.Entry;
import io.regraft.format.pytorch.pickle.KeyNames;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.PickleEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sets, adds and removes values of a pickle that are no tensors. */
final class ValueChanges {

    private final Inventory inventory;
    private final Map<TensorName, ValueEdit> edits = new LinkedHashMap<>();
    private final Map<Node, Integer> appended = new HashMap<>();
    /** Edits that were done, by place: one container may stand under several names. */
    private final Set<Object> done = new HashSet<>();

    ValueChanges(PyTorchCheckpoint source, List<ValueEdit> edits) {
        this.inventory = source.state().orElseThrow().inventory();
        edits.forEach(e -> this.edits.put(e.path(), e));
    }

    /** The paths whose values are taken out. */
    Set<TensorName> removed() {
        Set<TensorName> removed = new HashSet<>();
        edits.values().stream().filter(e -> e.value().isEmpty()).forEach(e -> removed.add(e.path()));
        return removed;
    }

    void apply(PickleEdit edit) {
        if (edits.isEmpty()) {
            return;
        }
        requireAgreement();
        for (ValueEdit e : edits.values()) {
            if (inventory.ambiguous().contains(e.path())) {
                throw refused(
                        e,
                        "two values have the path '" + e.path() + "': one key is a text, the other prints like it, as a"
                                + " number does, or is an attribute",
                        "Rename one of the two keys with Python, and save the file again.");
            }
            if (e.value().isEmpty()) {
                remove(e, edit);
            } else if (inventory.values().containsKey(e.path())
                    || inventory.containers().containsKey(e.path())) {
                replace(e, edit);
            } else {
                add(e, edit);
            }
        }
    }

    // One object under several names

    /** A slot that is there, or the one of a key that is not there yet. */
    private Object slot(TensorName path) {
        Place place = inventory.places().get(path);
        if (place != null) {
            return place.identity();
        }
        Node container = inventory.nodes().get(path.container());
        return container == null ? path : List.of(container, path.key());
    }

    /** All names of a slot must want the same of it. */
    private void requireAgreement() {
        Map<Object, ValueEdit> bySlot = new HashMap<>();
        Set<Node> containers = new HashSet<>();
        for (ValueEdit e : edits.values()) {
            bySlot.put(slot(e.path()), e);
            Optional.ofNullable(inventory.nodes().get(e.path().container())).ifPresent(containers::add);
        }
        inventory.places().keySet().forEach(path -> requireAgreed(path, bySlot.get(slot(path))));
        inventory.nodes().forEach((path, node) -> {
            if (containers.contains(node)) {
                edits.values().stream()
                        .filter(e -> node.equals(inventory.nodes().get(e.path().container())))
                        .forEach(e -> requireAgreed(path.child(e.path().key()), e));
            }
        });
    }

    private void requireAgreed(TensorName path, ValueEdit wanted) {
        if (wanted == null) {
            return;
        }
        ValueEdit other = edits.get(path);
        boolean within = edits.keySet().stream().anyMatch(p -> !p.equals(path) && path.isUnder(p));
        if (!within && (other == null || !other.value().equals(wanted.value()))) {
            throw refused(
                    wanted,
                    "'" + wanted.path() + "' and '" + path + "' are one: they are in an object that stands in the file"
                            + " under several names",
                    "Treat them alike in one step, or set the whole of '"
                            + wanted.path().container() + "'.");
        }
    }

    // Edits

    private void replace(ValueEdit e, PickleEdit edit) {
        Place place = inventory.places().get(e.path());
        if (done.add(place.identity())) {
            place.replace(edit, value(e, held(place)));
        }
    }

    /** The object at a place, where its kind matters. */
    private static Optional<Node> held(Place place) {
        if (place instanceof Place.InMapping m) {
            return Optional.of(m.entry().value());
        }
        if (place instanceof Place.InSequence s) {
            return Optional.of(s.sequence().items().get(s.index()));
        }
        return place instanceof Place.InArguments a
                ? Optional.of(a.call().args().get(a.index()))
                : Optional.empty();
    }

    private void remove(ValueEdit e, PickleEdit edit) {
        Place place = inventory.places().get(e.path());
        if (place == null || !done.add(place.identity())) {
            return;
        }
        if (place instanceof Place.InMapping m) {
            if (!othersGo(m)) {
                throw refused(
                        e,
                        "'" + e.path() + "' is named by its place among the keys that are no literals, and can't be"
                                + " taken out alone",
                        "Set the whole of '" + e.path().container() + "', or take those after it out too.");
            }
            edit.remove(m.entry());
        } else if (place instanceof Place.InSequence s
                && s.sequence().kind() == NodeKind.LIST
                && restIsRemoved(e.path().container(), s)) {
            edit.removeItem(s.sequence(), s.index());
        } else {
            throw refused(
                    e,
                    "'" + e.path() + "' is named by its place, and can't be taken out alone",
                    "Set the whole of '" + e.path().container() + "'.");
        }
    }

    /** True if no key is left whose name counts this one. */
    private boolean othersGo(Place.InMapping place) {
        List<Entry> counted = KeyNames.countedWith(place.entry());
        Set<Object> removed = new HashSet<>();
        if (!counted.isEmpty()) {
            removed()
                    .forEach(p -> Optional.ofNullable(inventory.places().get(p))
                            .ifPresent(other -> removed.add(other.identity())));
        }
        return counted.stream().allMatch(c -> removed.contains(new Place.InMapping(c).identity()));
    }

    private boolean restIsRemoved(TensorName container, Place.InSequence s) {
        Set<TensorName> removed = removed();
        for (int i = s.index(); i < s.sequence().items().size(); i++) {
            if (!removed.contains(container.child(Integer.toString(i)))) {
                return false;
            }
        }
        return true;
    }

    private void add(ValueEdit e, PickleEdit edit) {
        TensorName container = e.path().container();
        Node node = inventory.nodes().get(container);
        if (node == null) {
            throw refused(
                    e,
                    "'" + container + "' is no dict or list that takes a new '"
                            + e.path().key() + "'",
                    "Set the whole of '" + container + "'.");
        }
        if (!done.add(slot(e.path()))) {
            return;
        }
        Node holder = node.isMapping() || node.kind() == NodeKind.LIST
                ? node
                : node.state().filter(Node::isMapping).orElse(node);
        if (holder.isMapping()) {
            edit.insertLast(holder, key(holder, e.path().key()), value(e, Optional.empty()));
        } else if (holder.kind() == NodeKind.LIST
                && e.path()
                        .key()
                        .equals(Integer.toString(
                                holder.items().size() + appended.merge(holder, 1, Integer::sum) - 1))) {
            edit.append(holder, value(e, Optional.empty()));
        } else {
            throw refused(
                    e,
                    "'" + container + "' is "
                            + inventory.containers().get(container).text() + ", and takes no new '"
                            + e.path().key() + "'",
                    "Set the whole of '" + container + "'.");
        }
    }

    private static NewValue key(Node mapping, String key) {
        return KeyNames.key(KeyNames.of(mapping.entries()).areIntegers(), key);
    }

    // Values

    /** A list takes the place of a tuple as a tuple: YAML has no other way to say one. */
    private NewValue value(ValueEdit e, Optional<Node> before) {
        Plain value = e.value().orElseThrow();
        if (value instanceof Plain.Items items
                && before.filter(n -> n.kind() == NodeKind.TUPLE).isPresent()) {
            return new NewValue.Tuple(items.values().stream().map(NewValue::of).toList());
        }
        return NewValue.of(value);
    }

    private static RegraftException refused(ValueEdit e, String what, String fix) {
        return new Problem(Kind.MIGRATION, e.at(), what, fix).asException();
    }
}
