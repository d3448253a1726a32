package io.regraft.format.folder;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.folder.IndexFile.Mapped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The map of a revised folder: a sorted one stays sorted; in another, names stand where those that they come from stood,
 * copies and created ones after the one before them.
 */
final class WeightMap {

    private final FolderCheckpoint source;
    private final Revision revision;
    private final Map<String, Mapped> old;
    private final Map<String, String> files = new LinkedHashMap<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private final boolean sorted;

    /**
     * The map.
     *
     * @param names the shards that stay, by number, with their names in the result
     */
    WeightMap(FolderCheckpoint source, Revision revision, ShardRevisions split, Map<Integer, String> names) {
        this.source = source;
        this.revision = revision;
        IndexFile index = source.layout().index().orElseThrow().file();
        this.old = index.map();
        this.sorted = IndexText.isSorted(index);
        for (int i = 0; i < revision.tensors().size(); i++) {
            files.put(
                    MapCheck.key(revision.tensors().get(i).name()),
                    names.get(split.placed().get(i)));
        }
        addValues(split, names);
    }

    /** Names of the old map that are no tensors stay, unless they are taken out. */
    private void addValues(ShardRevisions split, Map<Integer, String> names) {
        Map<String, String> renamed = new HashMap<>();
        names.forEach((shard, name) -> renamed.put(source.shards().get(shard).path(), name));
        old.forEach((name, mapped) -> {
            if (!isTensor(name) && !split.removedValues().contains(TensorName.of(name))) {
                values.put(name, renamed.get(mapped.file()));
            }
        });
    }

    private boolean isTensor(String key) {
        return source.tensor(TensorName.of(key)).isPresent()
                || TensorName.parse(key).flatMap(source::tensor).isPresent();
    }

    /** The file of each name, in the order in which they are written. */
    Map<String, String> files() {
        if (sorted) {
            Map<String, String> all = new TreeMap<>(IndexText.BY_CODE_POINT);
            all.putAll(files);
            all.putAll(values);
            return all;
        }
        Map<String, List<String>> followers = new HashMap<>();
        Map<String, String> heirs = heirs(followers);
        Map<String, String> ordered = new LinkedHashMap<>();
        addAll(followers.getOrDefault("", List.of()), followers, ordered);
        for (String name : old.keySet()) {
            String heir = heirs.get(name);
            if (heir != null) {
                addAll(List.of(heir), followers, ordered);
            } else if (values.containsKey(name)) {
                ordered.put(name, values.get(name));
            }
        }
        return ordered;
    }

    /** The name that stands in an old one's place; all others are said to follow the one before them. */
    private Map<String, String> heirs(Map<String, List<String>> followers) {
        Map<String, String> heirs = new HashMap<>();
        for (Revised r : revision.tensors()) {
            r.origin()
                    .filter(o -> o.name().equals(r.name()))
                    .ifPresent(o -> heirs.put(MapCheck.key(o.name()), MapCheck.key(r.name())));
        }
        String before = "";
        for (Revised r : revision.tensors()) {
            String name = MapCheck.key(r.name());
            boolean heir = r.origin()
                    .map(Tensor::name)
                    .map(MapCheck::key)
                    .map(o -> heirs.putIfAbsent(o, name) == null || heirs.get(o).equals(name))
                    .orElse(false);
            if (!heir) {
                followers.computeIfAbsent(before, b -> new ArrayList<>()).add(name);
            }
            before = name;
        }
        return heirs;
    }

    /** Adds names, each with those that follow it; chains of followers may be long. */
    private void addAll(List<String> names, Map<String, List<String>> followers, Map<String, String> to) {
        List<String> waiting = new ArrayList<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            waiting.add(names.get(i));
        }
        while (!waiting.isEmpty()) {
            String next = waiting.remove(waiting.size() - 1);
            to.put(next, files.get(next));
            List<String> after = followers.getOrDefault(next, List.of());
            for (int i = after.size() - 1; i >= 0; i--) {
                waiting.add(after.get(i));
            }
        }
    }

    /** True if an index has just this map. */
    static boolean sameAs(IndexFile index, Map<String, String> files) {
        if (files.size() != index.map().size()) {
            return false;
        }
        Iterator<Map.Entry<String, String>> ours = files.entrySet().iterator();
        for (Map.Entry<String, Mapped> theirs : index.map().entrySet()) {
            Map.Entry<String, String> next = ours.next();
            if (!next.getKey().equals(theirs.getKey())
                    || !next.getValue().equals(theirs.getValue().file())) {
                return false;
            }
        }
        return true;
    }
}
