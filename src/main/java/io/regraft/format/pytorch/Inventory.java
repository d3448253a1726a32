package io.regraft.format.pytorch;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.pytorch.pickle.Node;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pickle holds, by path, in the file's own order.
 *
 * @param tensors the tensors, in order
 * @param found where each of them stands
 * @param byName the same by name
 * @param containers dicts, lists and the like
 * @param nodes the objects of the containers
 * @param places where the object of a container stands in the one that holds it
 * @param values the leaves that are no tensors
 * @param ambiguous paths that are two objects: one key a text, the other a number or the like that prints like it, or
 *     an attribute; the first one counts
 * @param shared keys of the storages that more than one tensor sees
 * @param entriesAreOnePath true if no container stands in the file under several paths
 * @param notes oddities, each one sentence
 */
record Inventory(
        List<Tensor> tensors,
        List<Found> found,
        Map<TensorName, Found> byName,
        Map<TensorName, Value.Container> containers,
        Map<TensorName, Node> nodes,
        Map<TensorName, Place> places,
        Map<TensorName, Value> values,
        Set<TensorName> ambiguous,
        Set<String> shared,
        boolean entriesAreOnePath,
        List<String> notes) {

    /** Takes maps and lists over; nobody else keeps them. */
    Inventory {
        tensors = Collections.unmodifiableList(tensors);
        found = Collections.unmodifiableList(found);
        byName = Collections.unmodifiableMap(byName);
        containers = Collections.unmodifiableMap(containers);
        nodes = Collections.unmodifiableMap(nodes);
        places = Collections.unmodifiableMap(places);
        values = Collections.unmodifiableMap(values);
        ambiguous = Collections.unmodifiableSet(ambiguous);
        notes = List.copyOf(notes);
    }

    /**
     * A tensor where it stands.
     *
     * @param number its place among all tensors, from 0
     */
    record Found(int number, Place place, TensorNode tensor) {
        TensorName name() {
            return tensor.tensor().name();
        }
    }

    Optional<Found> find(TensorName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** True if a tensor is the value of a key of its container; false for an item of a list and an attribute. */
    boolean isEntry(Found found) {
        return found.place() instanceof Place.InMapping m
                && m.entry().owner().equals(nodes.get(found.name().container()));
    }

    /** Finds tensors one after the other; quick where they come in the inventory's order. */
    final class Finder {
        private int next;

        Optional<Found> find(TensorName name) {
            Optional<Found> here =
                    next < tensors.size() && tensors.get(next).name().equals(name)
                            ? Optional.of(found.get(next))
                            : Inventory.this.find(name);
            here.ifPresent(f -> next = f.number() + 1);
            return here;
        }
    }
}
