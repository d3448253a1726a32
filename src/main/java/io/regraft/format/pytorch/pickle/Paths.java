package io.regraft.format.pytorch.pickle;

import io.regraft.checkpoint.TensorName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds one path from the root to each of some names; every object is looked into once, on a stack of its own. */
final class Paths {

    /** Numbers per step: object, step that led to it, key slot or index, how to read that. */
    private static final int STEP = 4;

    private static final int NO_LABEL = 0;
    private static final int KEYED = 1;
    private static final int INDEXED = 2;
    /** Added where a tuple is only the arguments of a call or the id of a storage: its items have no label. */
    private static final int BARE = 4;

    private final Pickle pickle;
    private final Graph graph;
    private final Contents contents;
    private final Map<Global, Integer> open;
    private final Map<Global, String> found = new HashMap<>();
    private final Ints steps = new Ints();
    private final IntMap seen = new IntMap();

    private Paths(Pickle pickle, Map<Global, Integer> wanted) {
        this.pickle = pickle;
        this.graph = pickle.graph();
        this.contents = new Contents(graph, List.of());
        this.open = new HashMap<>(wanted);
    }

    /** A path for every name; where none leads to it, the byte where it stands. */
    static Map<Global, String> to(Pickle pickle, Map<Global, Integer> wanted) {
        Paths paths = new Paths(pickle, wanted);
        paths.walk();
        paths.open.forEach((name, object) ->
                paths.found.put(name, String.format(Locale.ROOT, "byte %,d", paths.graph.offset(object))));
        return paths.found;
    }

    private void walk() {
        Ints pending = new Ints();
        pending.add(step(graph.object(graph.root), -1, 0, NO_LABEL));
        int top = 1;
        while (top > 0 && !open.isEmpty()) {
            int step = pending.get(--top);
            int object = steps.get(step * STEP);
            if (visit(object, step)) {
                contents.fill(object);
                for (int i = contents.size() - 1; i >= 0; i--) {
                    int child = child(step, i);
                    if (child >= 0) {
                        if (top == pending.size()) {
                            pending.add(child);
                        } else {
                            pending.set(top, child);
                        }
                        top++;
                    }
                }
            }
        }
    }

    /** Notes a name; false if there is nothing (more) in the object. */
    private boolean visit(int object, int step) {
        if (graph.shared.has(object)) {
            if (seen.has(object)) {
                return false;
            }
            seen.put(object, 1);
        }
        Names.of(graph, object)
                .filter(name -> open.remove(name) != null)
                .ifPresent(name -> found.put(name, path(step)));
        return object < 0 || graph.lastMutation.has(object);
    }

    /** A step to what the filled object holds at an index; −1 if it is a scalar. */
    private int child(int parent, int index) {
        int object = graph.object(contents.slot(index));
        boolean plain = object >= 0 && graph.op(object) != Op.GLOBAL && !graph.lastMutation.has(object);
        if (plain || seen.has(object)) {
            return -1;
        }
        boolean bare = (steps.get(parent * STEP + 3) & BARE) != 0;
        return switch (contents.role(index)) {
            case Contents.VALUE -> step(object, parent, contents.slot(index - 1), KEYED);
            case Contents.ITEM -> bare ? step(object, parent, 0, BARE) : step(object, parent, index, INDEXED);
            default -> step(object, parent, 0, BARE);
        };
    }

    private int step(int object, int parent, int label, int how) {
        int number = steps.size() / STEP;
        steps.add(object);
        steps.add(parent);
        steps.add(label);
        steps.add(how);
        return number;
    }

    private String path(int last) {
        List<String> parts = new ArrayList<>();
        for (int step = last; step >= 0; step = steps.get(step * STEP + 1)) {
            int label = steps.get(step * STEP + 2);
            int how = steps.get(step * STEP + 3);
            if ((how & KEYED) != 0) {
                parts.add(key(steps.get(steps.get(step * STEP + 1) * STEP), graph.object(label)));
            } else if ((how & INDEXED) != 0) {
                parts.add(Integer.toString(label));
            }
        }
        Collections.reverse(parts);
        return new TensorName(parts).text();
    }

    private String key(int mapping, int key) {
        if (graph.kind(key) == NodeKind.TEXT) {
            return Texts.text(graph.tape, key);
        }
        List<Entry> entries = pickle.node(mapping).entries();
        return entries.stream()
                .filter(e -> e.key().id() == key)
                .findFirst()
                .map(KeyNames.of(entries)::name)
                .orElseGet(() -> Op.name(graph.op(key)));
    }
}
