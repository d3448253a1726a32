package io.regraft.format.pytorch;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.PickleEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sets and takes out values of a pickle that are no tensors. */
final class ValueChanges {

    private static final String WITH_PYTHON = "Do this with Python.";

    private final GraphWalk walk;
    private final List<ValueEdit> edits;
    private final PickleEdit edit;
    private final Set<Object> done = new HashSet<>();

    ValueChanges(GraphWalk walk, List<ValueEdit> edits, PickleEdit edit) {
        this.walk = walk;
        this.edits = edits;
        this.edit = edit;
    }

    void apply() {
        if (edits.isEmpty()) {
            return;
        }
        Map<Object, List<TensorName>> paths = new HashMap<>();
        walk.places()
                .forEach((path, place) -> paths.computeIfAbsent(place.identity(), k -> new ArrayList<>())
                        .add(path));
        for (ValueEdit e : edits) {
            Optional.ofNullable(walk.places().get(e.path()))
                    .ifPresent(place -> requireAll(e, paths.get(place.identity())));
            Optional<Place> place = Optional.ofNullable(walk.places().get(e.path()));
            if (place.isPresent()) {
                change(e, place.get());
            } else if (e.value().isPresent()) {
                add(e, NewValue.of(e.value().get()));
            }
        }
    }

    /** What stands in an object that is there under several names stands under all of them. */
    private void requireAll(ValueEdit e, List<TensorName> paths) {
        for (TensorName path : paths) {
            boolean alike = edits.stream()
                    .anyMatch(o -> o.path().equals(path) && o.value().equals(e.value()));
            if (!alike) {
                throw refused(
                        e,
                        "'" + e.path() + "' and '" + path + "' are one value of an object that stands there twice",
                        "Give both the same value, or set the object that holds it.");
            }
        }
    }

    private void change(ValueEdit e, Place place) {
        if (!done.add(place.identity())) {
            return;
        }
        if (place instanceof Place.InSequence s
                && s.sequence().kind() != NodeKind.LIST
                && s.sequence().kind() != NodeKind.TUPLE) {
            throw refused(e, "'" + e.path() + "' is an item of an object that is neither list nor tuple", WITH_PYTHON);
        }
        if (e.value().isPresent()) {
            place.replace(edit, NewValue.of(e.value().get()));
        } else if (place instanceof Place.InMapping m) {
            edit.remove(m.entry());
        } else if (place instanceof Place.InSequence s
                && s.sequence().kind() == NodeKind.LIST
                && s.index() == s.sequence().items().size() - 1) {
            edit.removeItem(s.sequence(), s.index());
        } else {
            throw refused(
                    e,
                    "'" + e.path() + "' is an item of a list or tuple, and those after it would change their names",
                    "Set the item, or the whole list.");
        }
    }

    private void add(ValueEdit e, NewValue value) {
        TensorName container = e.path().container();
        Node node = walk.nodes().get(container);
        if (node != null && node.isMapping()) {
            edit.insertLast(node, NewValue.of(e.path().key()), value);
        } else if (node != null
                && node.kind() == NodeKind.LIST
                && e.path().key().equals(Integer.toString(node.items().size()))) {
            edit.append(node, value);
        } else {
            throw refused(
                    e,
                    "'" + container + "' is no dict, nor a list that '"
                            + e.path().key() + "' comes next in",
                    WITH_PYTHON);
        }
    }

    private static RegraftException refused(ValueEdit e, String what, String fix) {
        return new Problem(Kind.MIGRATION, e.at(), what, fix).asException();
    }

    /** True if the value of a path, as it was read back, is what an edit wanted. */
    static boolean holds(ValueEdit e, GraphWalk result) {
        boolean there =
                result.values().containsKey(e.path()) || result.containers().containsKey(e.path());
        if (e.value().isEmpty() || !there) {
            return e.value().isEmpty() && !there;
        }
        Plain wanted = e.value().get();
        String text = result.values().containsKey(e.path())
                ? result.values().get(e.path()).text()
                : result.containers().get(e.path()).text();
        return text.equals(wanted.text());
    }
}
