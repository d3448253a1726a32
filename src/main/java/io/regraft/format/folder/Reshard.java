package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Assembly;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Assembly.Proof;
import io.regraft.format.Composer;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a folder of new files, cut by {@link Split}. Texts that describe a file (safetensors'
 * {@code __metadata__}) go into each of them, other values into the first.
 */
final class Reshard {

    private final Revision revision;
    private final Optional<FolderCheckpoint> folder;
    /** The folder whose names and index go on; empty where the files are of another format. */
    private final Optional<FolderCheckpoint> styled;

    private final Composer composer;
    private final boolean sharing;
    private final WeightsName weights;
    private final boolean converted;

    Reshard(Revision revision, Composer composer, boolean sharing) {
        this.revision = revision;
        this.folder = revision.source() instanceof FolderCheckpoint f ? Optional.of(f) : Optional.empty();
        this.styled = folder;
        this.composer = composer;
        this.sharing = sharing;
        this.weights = folder.map(f -> f.layout().weights()).orElseGet(() -> nameOf(revision.source()));
        this.converted = false;
    }

    /** Shards of another format, under other names. */
    Reshard(Revision revision, Composer composer, boolean sharing, WeightsName weights) {
        this.revision = revision;
        this.folder = revision.source() instanceof FolderCheckpoint f ? Optional.of(f) : Optional.empty();
        this.styled = Optional.empty();
        this.composer = composer;
        this.sharing = sharing;
        this.weights = weights;
        this.converted = true;
    }

    private static WeightsName nameOf(Checkpoint file) {
        String name = file.name().substring(file.name().lastIndexOf('/') + 1);
        return WeightsName.ofFile(name)
                .orElseThrow(() -> Refusals.expected(
                        file.name(),
                        "a name that ends in ." + String.join(", .", WeightsName.EXTENSIONS),
                        name,
                        "Shards are named after the file: rename it first."));
    }

    Assembly assemble(long maxBytes) throws IOException {
        Split.Result split = Split.of(revision.tensors(), maxBytes, sharing);
        int count = split.files().size();
        List<OutputFile> files =
                new ArrayList<>(folder.isPresent() ? Companions.of(folder.get(), revision) : List.of());
        List<Proof> proofs = new ArrayList<>();
        Map<String, String> map = new LinkedHashMap<>();
        List<ValueEdit> values = converted ? revision.values() : values();
        for (int i = 0; i < count; i++) {
            List<Revised> tensors = split.files().get(i);
            String name = count == 1 ? single() : shard(i + 1, count);
            boolean first = i == 0;
            List<ValueEdit> here =
                    values.stream().filter(v -> first || describes(v.path())).toList();
            Assembly shard = composer.compose(new Revision(revision.source(), tensors, here, Map.of()));
            files.add(new OutputFile(name, shard.parts()));
            proofs.add(shard.proof());
            tensors.forEach(t -> map.put(MapCheck.key(t.name()), name));
        }
        if (count > 1) {
            files.add(Companions.literal(indexName(), index(map, split.totalBytes())));
        }
        return Assembly.ofFolder(files).provenBy(() -> proofs.forEach(Proof::prove));
    }

    /** Names go on in the source's style, which may be the older one. */
    private String shard(int number, int count) {
        return styled.flatMap(f -> ShardName.of(f.shards().get(0).path()))
                .map(s -> s.at(number, count))
                .orElseGet(() -> weights.shard(number, count))
                .fileName();
    }

    private String single() {
        return styled.filter(f -> f.layout().index().isEmpty())
                .map(f -> f.shards().get(0).path())
                .orElseGet(weights::fileName);
    }

    private String indexName() {
        return styled.flatMap(f -> f.layout().index()).map(Layout.Index::path).orElseGet(weights::indexName);
    }

    private byte[] index(Map<String, String> map, long totalBytes) {
        Optional<IndexFile> old = styled.flatMap(f -> f.layout().index()).map(Layout.Index::file);
        if (old.isEmpty()) {
            return IndexText.fresh(map, totalBytes);
        }
        Map<String, String> ordered = new LinkedHashMap<>();
        if (IndexText.isSorted(old.get())) {
            map.keySet().stream().sorted(IndexText.BY_CODE_POINT).forEach(n -> ordered.put(n, map.get(n)));
        } else {
            revision.tensors().forEach(t -> ordered.put(MapCheck.key(t.name()), map.get(MapCheck.key(t.name()))));
        }
        long more = Totals.of(revision, sharing).elements()
                - Totals.of(Revision.unchanged(revision.source()), sharing).elements();
        return IndexText.changed(old.get(), ordered, totalBytes, more);
    }

    /** All values of the result, as values of new files. */
    private List<ValueEdit> values() {
        Where at = new Where.InFile(revision.source().name());
        Map<TensorName, ValueEdit> all = new LinkedHashMap<>();
        List<String> lost = new ArrayList<>();
        Map<TensorName, ValueEdit> edits = new LinkedHashMap<>();
        revision.values().forEach(e -> edits.put(e.path(), e));
        revision.source().values().forEach((path, value) -> {
            // Empty metadata are none.
            boolean skipped = path.equals(TensorName.ROOT)
                    || composer.metadata().filter(path::equals).isPresent();
            if (!edits.containsKey(path) && !skipped) {
                Optional<Plain> plain = describes(path) || composer.holdsValues() ? plain(value) : Optional.empty();
                plain.ifPresentOrElse(
                        p -> all.put(path, new ValueEdit(path, Optional.of(p), at)),
                        () -> lost.add(path.text() + " (" + value.text() + ")"));
            }
        });
        if (!lost.isEmpty()) {
            throw Refusals.expected(
                    revision.source().name(),
                    "values that new shards can hold",
                    Refusals.some(lost),
                    "Drop them by a rule, or leave out --shard-size: shards as they are keep them.");
        }
        edits.forEach((path, edit) -> {
            if (edit.value().isPresent()) {
                all.put(path, edit);
            }
        });
        return List.copyOf(all.values());
    }

    private static Optional<Plain> plain(Value value) {
        if (value instanceof Value.None) {
            return Optional.of(new Plain.None());
        } else if (value instanceof Value.Bool b) {
            return Optional.of(new Plain.Bool(b.value()));
        } else if (value instanceof Value.Int i) {
            return Optional.of(new Plain.Int(i.value()));
        } else if (value instanceof Value.Real r) {
            return Optional.of(new Plain.Real(r.value()));
        } else if (value instanceof Value.Text t) {
            return Optional.of(new Plain.Text(t.value()));
        } else if (value instanceof Value.Container c && c.size() == 0) {
            return Optional.of(c.type().endsWith("ict") ? new Plain.Fields(Map.of()) : new Plain.Items(List.of()));
        }
        return Optional.empty();
    }

    /** True for a text that describes the file it is in. */
    private boolean describes(TensorName path) {
        return composer.metadata().filter(path::isUnder).isPresent();
    }
}
