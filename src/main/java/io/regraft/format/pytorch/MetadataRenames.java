package io.regraft.format.pytorch;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.pytorch.pickle.Entry;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.PickleEdit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A state dict's {@code _metadata} follows a rename: an entry moves when all tensors under it move to one new stem. */
final class MetadataRenames {

    /** Stands for "not to one stem"; no key has a zero byte. */
    private static final String NOWHERE = "\0";

    private final Inventory inventory;
    private final Goals goals;
    private final PickleEdit edit;

    MetadataRenames(Inventory inventory, Goals goals, PickleEdit edit) {
        this.inventory = inventory;
        this.goals = goals;
        this.edit = edit;
    }

    void apply() {
        Map<TensorName, Map<String, String>> moves = moves();
        Set<Integer> done = new HashSet<>();
        moves.forEach((container, stems) -> {
            Node node = inventory.nodes().get(container);
            node.attribute("_metadata")
                    .filter(Node::isMapping)
                    .filter(m -> done.add(m.id()))
                    .ifPresent(m -> rename(m, stems));
        });
    }

    /** Per container: where each stem goes. */
    private Map<TensorName, Map<String, String>> moves() {
        Map<TensorName, Map<String, String>> moves = new LinkedHashMap<>();
        boolean anyRename = goals.changed().stream()
                .anyMatch(g -> g.keeper() && !g.origin().orElseThrow().name().equals(g.name()));
        if (!anyRename) {
            return moves;
        }
        Map<TensorName, Goal> kept = new HashMap<>();
        goals.all().stream()
                .filter(Goal::keeper)
                .forEach(g -> kept.put(g.origin().orElseThrow().name(), g));
        kept.forEach((from, goal) -> {
            TensorName to = goal.name();
            String newKey = goal.staysInContainer() ? to.key() : NOWHERE;
            Map<String, String> stems = moves.computeIfAbsent(from.container(), c -> new HashMap<>());
            String key = from.key();
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                String rest = key.substring(dot);
                String stem = newKey.endsWith(rest) ? newKey.substring(0, newKey.length() - rest.length()) : NOWHERE;
                stems.merge(key.substring(0, dot), stem, (a, b) -> a.equals(b) ? a : NOWHERE);
            }
        });
        return moves;
    }

    private void rename(Node metadata, Map<String, String> stems) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Entry e : metadata.entries()) {
            if (e.key().kind() == NodeKind.TEXT) {
                entries.put(e.key().text(), e);
            }
        }
        Set<String> taken = new HashSet<>(entries.keySet());
        stems.forEach((stem, to) -> {
            if (!to.equals(NOWHERE) && !to.equals(stem)) {
                taken.remove(stem);
            }
        });
        stems.forEach((stem, to) -> {
            Entry e = entries.get(stem);
            if (e != null && !to.equals(NOWHERE) && !to.equals(stem) && taken.add(to)) {
                edit.rename(e, to);
            }
        });
    }
}
