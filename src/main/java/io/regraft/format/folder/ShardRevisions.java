package io.regraft.format.folder;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Formats;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.folder.FolderCheckpoint.Shard;
import io.regraft.format.folder.MergedShards.Home;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A revision of a folder as one of each shard.
 *
 * <p>A tensor goes where its origin is; one that is created where the tensor before it goes, or to the first shard. A
 * value is changed in every shard that has it; a new one goes to every shard that has its container, or to the first
 * where that is the root or in none.
 */
final class ShardRevisions {

    private final FolderCheckpoint source;
    private final List<Integer> placed;
    private final List<Revision> revisions;
    private final Set<TensorName> removed;

    private ShardRevisions(
            FolderCheckpoint source, List<Integer> placed, List<Revision> revisions, Set<TensorName> removed) {
        this.source = source;
        this.placed = placed;
        this.revisions = revisions;
        this.removed = removed;
    }

    static ShardRevisions of(FolderCheckpoint source, Revision revision) {
        List<Shard> shards = source.shards();
        List<List<Revised>> tensors = new ArrayList<>();
        List<List<ValueEdit>> values = new ArrayList<>();
        shards.forEach(s -> {
            tensors.add(new ArrayList<>());
            values.add(new ArrayList<>());
        });
        List<Integer> placed = new ArrayList<>();
        int at = 0;
        for (Revised r : revision.tensors()) {
            Optional<Home> home = r.origin().map(source::home);
            at = home.map(Home::shard).orElse(at);
            Optional<Tensor> origin = home.map(Home::tensor);
            tensors.get(at).add(new Revised(r.name(), origin, r.type(), r.content()));
            placed.add(at);
        }
        Set<TensorName> removed = new HashSet<>();
        for (ValueEdit edit : revision.values()) {
            holders(shards, edit.path()).forEach(i -> values.get(i).add(edit));
            if (edit.value().isEmpty()) {
                removed.add(edit.path());
            }
        }
        List<Revision> revisions = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            revisions.add(new Revision(shards.get(i).checkpoint(), tensors.get(i), values.get(i), Map.of()));
        }
        return new ShardRevisions(source, List.copyOf(placed), List.copyOf(revisions), removed);
    }

    private static List<Integer> holders(List<Shard> shards, TensorName path) {
        List<Integer> having = new ArrayList<>();
        List<Integer> havingContainer = new ArrayList<>();
        TensorName container = path.container();
        for (int i = 0; i < shards.size(); i++) {
            var checkpoint = shards.get(i).checkpoint();
            boolean inside = checkpoint.values().keySet().stream().anyMatch(v -> v.isUnder(path))
                    || checkpoint.containers().containsKey(path);
            if (inside) {
                having.add(i);
            }
            if (!container.equals(TensorName.ROOT) && checkpoint.containers().containsKey(container)) {
                havingContainer.add(i);
            }
        }
        if (!having.isEmpty()) {
            return having;
        }
        return havingContainer.isEmpty() ? List.of(0) : havingContainer;
    }

    /** That of a shard. */
    Revision of(int shard) {
        return revisions.get(shard);
    }

    /** The shard of each tensor of the result, in its order. */
    List<Integer> placed() {
        return placed;
    }

    /** Values that are taken out. */
    Set<TensorName> removedValues() {
        return removed;
    }

    /** True if two names can share a storage in a shard. */
    boolean isSharing() {
        return Formats.of(source.shards().get(0).checkpoint()).abilities().sharing();
    }
}
