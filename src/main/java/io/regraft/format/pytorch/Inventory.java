package io.regraft.format.pytorch;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.pytorch.pickle.Node;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pickle holds, by path, in the file's own order.
 *
 * @param tensors where each tensor stands
 * @param containers dicts, lists and the like
 * @param nodes the objects of the containers
 * @param places where the object of a container stands in the one that holds it
 * @param values the leaves that are no tensors
 * @param entriesAreOnePath true if no container stands in the file under several paths
 * @param notes oddities, each one sentence
 */
record Inventory(
        Map<TensorName, Found> tensors,
        Map<TensorName, Value.Container> containers,
        Map<TensorName, Node> nodes,
        Map<TensorName, Place> places,
        Map<TensorName, Value> values,
        boolean entriesAreOnePath,
        List<String> notes) {

    /** Takes the maps over; nobody else keeps them. */
    Inventory {
        tensors = Collections.unmodifiableMap(tensors);
        containers = Collections.unmodifiableMap(containers);
        nodes = Collections.unmodifiableMap(nodes);
        places = Collections.unmodifiableMap(places);
        values = Collections.unmodifiableMap(values);
        notes = List.copyOf(notes);
    }

    /** A tensor where it stands. */
    record Found(Place place, TensorNode tensor) {
        TensorName name() {
            return tensor.tensor().name();
        }
    }

    Optional<Found> find(TensorName name) {
        return Optional.ofNullable(tensors.get(name));
    }
}
