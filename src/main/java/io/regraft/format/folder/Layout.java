package io.regraft.format.folder;

import java.util.List;
import java.util.Optional;

/**
 * Which files of a folder hold the tensors.
 *
 * @param weights stem, variant and ending
 * @param index the index, with its name; empty where all is in one file
 * @param shards paths of the files of weights, in order
 */
record Layout(WeightsName weights, Optional<Index> index, List<String> shards) {

    Layout {
        shards = List.copyOf(shards);
    }

    /** An index and its path. */
    record Index(String path, IndexFile file) {}

    /** {@code model.safetensors}, or {@code 3 shards by model.safetensors.index.json}. */
    String text() {
        return index.map(i -> Refusals.count(shards.size(), "shard") + " by " + i.path())
                .orElseGet(() -> shards.get(0));
    }

    /** True if the file is the index or holds tensors. */
    boolean uses(String path) {
        return shards.contains(path) || index.filter(i -> i.path().equals(path)).isPresent();
    }
}
