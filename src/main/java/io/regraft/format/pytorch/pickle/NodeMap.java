package io.regraft.format.pytorch.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A map from nodes of one pickle to values. */
public final class NodeMap<V> {

    private final IntMap places;
    private final List<V> values;

    /** A map for about so many nodes. */
    public NodeMap(int expected) {
        places = new IntMap(expected);
        values = new ArrayList<>(expected);
    }

    /** The value of a node; empty without one. */
    public Optional<V> get(Node node) {
        int place = places.get(node.id());
        return place == IntMap.MISSING ? Optional.empty() : Optional.of(values.get(place));
    }

    /** Gives a node its value, in the place of an earlier one. */
    public void put(Node node, V value) {
        int place = places.get(node.id());
        if (place == IntMap.MISSING) {
            places.put(node.id(), values.size());
            values.add(value);
        } else {
            values.set(place, value);
        }
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The values, in the order in which their nodes came first. */
    public List<V> values() {
        return Collections.unmodifiableList(values);
    }
}
