package io.regraft.format.pytorch.pickle;

import io.regraft.problem.RegraftException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first names of a tape, as text: most objects are made by few of them. */
final class KnownNames {

    /** More are not kept; they are read each time. */
    private static final int MOST = 256;

    static final KnownNames NONE = new KnownNames();

    private final IntMap places = new IntMap();
    private final List<Global> names = new ArrayList<>();

    private KnownNames() {}

    static KnownNames of(Graph graph) {
        KnownNames known = new KnownNames();
        for (int i = 0; i < Math.min(MOST, graph.globals.size()); i++) {
            int object = graph.globals.get(i);
            read(graph, object).ifPresent(name -> known.add(object, name));
        }
        return known;
    }

    /** The name; one that can't be read is not known, and refused where it is asked for. */
    private static Optional<Global> read(Graph graph, int object) {
        try {
            return Names.read(graph, object);
        } catch (RegraftException e) {
            return Optional.empty();
        }
    }

    private void add(int object, Global name) {
        places.put(object, names.size());
        names.add(name);
    }

    /** The name of an object, if it is one of the first. */
    Optional<Global> of(int object) {
        int place = places.get(object);
        return place == IntMap.MISSING ? Optional.empty() : Optional.of(names.get(place));
    }
}
