package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.folder.FolderCheckpoint.Shard;
import io.regraft.format.folder.IndexFile.Mapped;
import io.regraft.problem.RegraftException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what an index says of shards with what they hold. */
final class MapCheck {

    private static final String FIX =
            "Loaders go by what the shards hold and ignore the map silently. Get the index and"
                    + " the shards again, of one save.";

    private MapCheck() {}

    /** The name that a map gives a tensor or a value. */
    static String key(TensorName name) {
        return name.parts().size() == 1 ? name.key() : name.text();
    }

    /**
     * Compares.
     *
     * @throws RegraftException if a shard does not hold just what the map says
     */
    static void check(String indexName, IndexFile index, List<Shard> shards) {
        Map<String, Set<String>> held = new HashMap<>();
        Map<String, String> where = new HashMap<>();
        for (Shard s : shards) {
            Set<String> names = names(s.checkpoint());
            held.put(s.path(), names);
            names.forEach(n -> where.put(n, s.path()));
        }
        List<String> wrong = new ArrayList<>();
        index.map().forEach((name, mapped) -> {
            if (!held.get(mapped.file()).contains(name)) {
                wrong.add(name);
            }
        });
        if (!wrong.isEmpty()) {
            String first = wrong.get(0);
            String found = where.containsKey(first) ? "it in " + where.get(first) : "it in none";
            throw Refusals.expected(
                    indexName,
                    "'" + first + "' in " + index.map().get(first).file(),
                    found + (wrong.size() == 1 ? "" : "; " + Refusals.count(wrong.size(), "name") + " are wrong"),
                    FIX);
        }
        requireMapped(indexName, index.map(), shards);
    }

    private static void requireMapped(String indexName, Map<String, Mapped> map, List<Shard> shards) {
        for (Shard s : shards) {
            List<String> unmapped = s.checkpoint().tensors().stream()
                    .map(t -> key(t.name()))
                    .filter(n -> !map.containsKey(n))
                    .toList();
            if (!unmapped.isEmpty()) {
                throw Refusals.expected(
                        indexName,
                        "every tensor of " + s.path() + " in weight_map",
                        Refusals.count(unmapped.size(), "tensor") + " that it does not name: "
                                + Refusals.some(unmapped),
                        FIX);
            }
        }
    }

    private static Set<String> names(Checkpoint shard) {
        Set<String> names = new HashSet<>();
        for (Tensor t : shard.tensors()) {
            names.add(key(t.name()));
        }
        // A state dict may hold more than tensors: _extra_state of a module is what the module made of it.
        shard.values()
                .keySet()
                .forEach(n -> names.add(n.parts().isEmpty() ? "" : n.parts().get(0)));
        return names;
    }
}
