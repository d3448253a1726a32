package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Assembly;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Assembly.Proof;
import io.regraft.format.Formats;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.folder.FolderCheckpoint.Shard;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the folder of a revision: each tensor stays in its shard, and a shard in which nothing changes is a copy.
 *
 * <p>A shard that loses its last tensor goes, and the others are numbered anew: loaders and people count the files that
 * {@code -of-00003} promises, and an empty file that no map names would be taken for a leftover.
 */
final class FolderRewrite {

    private final FolderCheckpoint source;
    private final Revision revision;
    private final ShardRevisions split;

    FolderRewrite(FolderCheckpoint source, Revision revision) {
        this.source = source;
        this.revision = revision;
        this.split = ShardRevisions.of(source, revision);
    }

    Assembly assemble() throws IOException {
        if (revision.isEmpty()) {
            return Assembly.ofFolder(source.files().stream()
                    .map(m -> new OutputFile(m.path(), FolderFormat.copy(m.input())))
                    .toList());
        }
        List<OutputFile> files = new ArrayList<>(Companions.of(source, revision));
        List<Proof> proofs = new ArrayList<>();
        Map<Integer, String> names = names();
        for (Map.Entry<Integer, String> e : names.entrySet()) {
            Revision part = split.of(e.getKey());
            Checkpoint shard = part.source();
            if (part.isEmpty()) {
                files.add(new OutputFile(
                        e.getValue(), FolderFormat.copy(shard.files().get(0).input())));
            } else {
                Assembly assembly = Formats.of(shard).assemble(part);
                files.add(new OutputFile(e.getValue(), assembly.parts()));
                proofs.add(assembly.proof());
            }
        }
        index(names).ifPresent(files::add);
        source.layout().keras().ifPresent(k -> files.add(kerasIndex(k, names)));
        return Assembly.ofFolder(files).provenBy(() -> proofs.forEach(Proof::prove));
    }

    /** The shards that stay, by number, with their names in the result. */
    private Map<Integer, String> names() {
        List<Shard> shards = source.shards();
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            if (source.layout().index().isEmpty() || holdsNames(i)) {
                kept.add(i);
            }
        }
        if (kept.isEmpty()) {
            throw new Problem(
                            Kind.MIGRATION,
                            new Where.InFile(source.name()),
                            "no tensor would be left",
                            "An index can't name none: keep at least one.")
                    .asException();
        }
        Map<Integer, String> names = new LinkedHashMap<>();
        for (int n = 0; n < kept.size(); n++) {
            String path = shards.get(kept.get(n)).path();
            Optional<ShardName> numbered = kept.size() == shards.size() ? Optional.empty() : ShardName.of(path);
            int number = n + 1;
            names.put(
                    kept.get(n),
                    numbered.map(s -> s.at(number, kept.size()).fileName()).orElse(path));
        }
        return names;
    }

    private boolean holdsNames(int shard) {
        if (!split.of(shard).tensors().isEmpty()) {
            return true;
        }
        Set<String> mapped = source.layout().index().orElseThrow().file().map().keySet();
        Set<TensorName> gone = split.removedValues();
        return source.shards().get(shard).checkpoint().values().keySet().stream()
                .anyMatch(v -> !gone.contains(v)
                        && !v.parts().isEmpty()
                        && mapped.contains(v.parts().get(0)));
    }

    private Optional<OutputFile> index(Map<Integer, String> names) {
        if (source.layout().index().isEmpty()) {
            return Optional.empty();
        }
        Layout.Index index = source.layout().index().get();
        Map<String, String> map = new WeightMap(source, revision, split, names).files();
        Totals before = Totals.of(Revision.unchanged(source), split.isSharing());
        Totals after = Totals.of(revision, split.isSharing());
        boolean same = after.equals(before) && WeightMap.sameAs(index.file(), map);
        List<Part> parts = same
                ? FolderFormat.copy(source.input(index.path()))
                : List.of(Part.Literal.of(
                        index.path(),
                        IndexText.changed(index.file(), map, after.bytes(), after.elements() - before.elements())));
        return Optional.of(new OutputFile(index.path(), parts));
    }

    private OutputFile kerasIndex(KerasIndex index, Map<Integer, String> names) {
        Map<TensorName, String> placed = new LinkedHashMap<>();
        Map<String, String> renamed = new HashMap<>();
        for (int i = 0; i < revision.tensors().size(); i++) {
            Revised r = revision.tensors().get(i);
            placed.put(r.name(), names.get(split.placed().get(i)));
            r.origin().ifPresent(o -> renamed.putIfAbsent(KerasIndex.group(o.name()), KerasIndex.group(r.name())));
        }
        Totals before = Totals.of(Revision.unchanged(source), false);
        ByteBuffer changed =
                index.changed(before.bytes(), Totals.of(revision, false).bytes(), placed, renamed);
        List<Part> parts = changed.equals(index.text())
                ? FolderFormat.copy(source.input(index.path()))
                : List.of(new Part.Literal(index.path(), changed));
        return new OutputFile(index.path(), parts);
    }
}
