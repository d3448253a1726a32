package io.regraft.format.folder;

import java.util.List;
import java.util.Optional;

/**
 * Which files of a folder hold the tensors.
 *
 * @param weights stem, variant and ending
 * @param index the index, with its name; empty where all is in one file
 * @param keras the index where they are shards of Keras, which maps groups in place of names
 * @param shards paths of the files of weights, in order
 */
record Layout(WeightsName weights, Optional<Index> index, Optional<KerasIndex> keras, List<String> shards) {

    Layout {
        shards = List.copyOf(shards);
    }

    /** Files whose index, if there is one, maps names. */
    Layout(WeightsName weights, Optional<Index> index, List<String> shards) {
        this(weights, index, Optional.empty(), shards);
    }

    /** The path of the index of either kind. */
    Optional<String> indexPath() {
        return index.map(Index::path).or(() -> keras.map(KerasIndex::path));
    }

    /** An index and its path. */
    record Index(String path, IndexFile file) {}

    /** {@code model.safetensors}, or {@code 3 shards by model.safetensors.index.json}. */
    String text() {
        return indexPath()
                .map(i -> Refusals.count(shards.size(), "shard") + " by " + i)
                .orElseGet(() -> shards.get(0));
    }

    /** True if the file is the index or holds tensors. */
    boolean uses(String path) {
        return shards.contains(path) || indexPath().filter(path::equals).isPresent();
    }
}
