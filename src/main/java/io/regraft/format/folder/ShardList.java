package io.regraft.format.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Compares the files that an index names with those that are there, by their names alone. */
final class ShardList {

    private final FolderFiles files;
    private final String indexPath;
    private final List<String> mapped;

    ShardList(FolderFiles files, String indexPath, IndexFile index) {
        this.files = files;
        this.indexPath = indexPath;
        this.mapped = index.files();
    }

    /**
     * The shards in order.
     *
     * @throws io.regraft.problem.RegraftException if one is missing, left over or of another kind than the others
     */
    List<String> checked(WeightsName whole) {
        requireThere();
        requireOneEnding();
        requireCount();
        refuseUnmapped(whole);
        return mapped;
    }

    private void requireThere() {
        List<String> missing =
                mapped.stream().filter(m -> files.find(m).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw Refusals.expected(
                    files.name(indexPath),
                    Refusals.count(mapped.size(), "shard"),
                    Refusals.count(mapped.size() - missing.size(), "shard") + "; missing: " + Refusals.some(missing),
                    "Get what is missing from where the checkpoint came.");
        }
    }

    private void requireOneEnding() {
        TreeSet<String> endings = new TreeSet<>();
        mapped.forEach(m -> endings.add(m.substring(m.lastIndexOf('.') + 1)));
        if (endings.size() > 1) {
            throw Refusals.expected(
                    files.name(indexPath),
                    "shards of one kind",
                    "names that end in ." + String.join(", .", endings),
                    "Loaders read them all as the first kind. Get the checkpoint again.");
        }
    }

    private void requireCount() {
        for (String m : mapped) {
            Optional<ShardName> name = ShardName.of(m);
            if (name.isPresent() && name.get().count() != mapped.size()) {
                throw Refusals.expected(
                        files.name(indexPath),
                        String.format(
                                Locale.ROOT,
                                "%,d shards, as '%s' says",
                                name.get().count(),
                                m),
                        String.format(Locale.ROOT, "%,d in weight_map", mapped.size()),
                        "The index and its shards are of different saves. Get the checkpoint again.");
            }
        }
    }

    /** Shards that look as if they belonged here: of the same whole, but in no map. */
    private void refuseUnmapped(WeightsName whole) {
        List<WeightsName> wholes = new ArrayList<>(List.of(whole));
        mapped.forEach(m -> ShardName.of(m).flatMap(ShardName::whole).ifPresent(wholes::add));
        List<String> unmapped = files.names().stream()
                .filter(n -> !mapped.contains(n))
                .filter(n -> ShardName.of(n)
                        .flatMap(ShardName::whole)
                        .filter(wholes::contains)
                        .isPresent())
                .toList();
        if (!unmapped.isEmpty()) {
            throw Refusals.expected(
                    files.name(indexPath),
                    "every shard beside it in weight_map",
                    "shards that it does not name: " + Refusals.some(unmapped),
                    "They may be what is left of an older save: remove them. Or get the index again.");
        }
    }
}
