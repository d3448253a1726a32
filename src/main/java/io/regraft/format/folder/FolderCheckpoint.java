package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.FileInput;
import io.regraft.format.Formats;
import io.regraft.format.Limits;
import io.regraft.format.folder.FolderFiles.Entry;
import io.regraft.format.folder.MergedShards.Home;
import io.regraft.problem.RegraftException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder as one checkpoint: the tensors of all shards, and the files beside them. */
public final class FolderCheckpoint implements Checkpoint {

    /** A file of weights, opened. */
    public record Shard(String path, Checkpoint checkpoint) {}

    private final FolderFiles files;
    private final Layout layout;
    private final List<Shard> shards;
    private final Map<String, Input> inputs;
    private final MergedShards merged;
    private final List<String> others;
    private final List<Tensor> tensors;

    private FolderCheckpoint(FolderFiles files, Layout layout, List<Shard> shards, MergedShards merged) {
        this.files = files;
        this.layout = layout;
        this.shards = List.copyOf(shards);
        this.merged = merged;
        this.tensors = List.copyOf(merged.tensors().values());
        this.others = OtherWeights.in(files, layout);
        this.inputs = inputs();
    }

    /**
     * Opens the one checkpoint of a folder.
     *
     * @param shownName how messages call the folder
     * @throws RegraftException if there is none or more than one, or what is there would load silently wrong
     */
    public static FolderCheckpoint open(Path folder, String shownName, Limits limits) throws IOException {
        return open(FolderFiles.of(folder, shownName), Optional.empty(), limits);
    }

    /** True if a file is the index of a folder: by its content, or by its name where that can't be read. */
    public static boolean isIndex(Input in) throws IOException {
        String name = in.name().substring(in.name().lastIndexOf('/') + 1);
        return WeightsName.ofIndex(name).isPresent() || KerasIndex.isName(name) || IndexReader.isIndex(in);
    }

    /** True if files of weights, or their index, lie in a folder, by their names. */
    public static boolean holdsWeights(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .anyMatch(n -> WeightsName.ofFile(n).isPresent()
                            || WeightsName.ofIndex(n).isPresent()
                            || ShardName.of(n).isPresent());
        }
    }

    /** Opens a folder by one of its indexes; {@code shownName} is that of the index. */
    public static FolderCheckpoint openIndex(Path index, String shownName, Limits limits) throws IOException {
        Path folder = Optional.ofNullable(index.getParent()).orElse(Path.of(""));
        String shown = Optional.ofNullable(Path.of(shownName).getParent())
                .map(Path::toString)
                .orElse(".");
        return open(
                FolderFiles.of(folder, shown), Optional.of(index.getFileName().toString()), limits);
    }

    /** Opens a copy or a revision of a checkpoint, of which it has the layout: where it has several, it is the same. */
    public static FolderCheckpoint openLike(FolderCheckpoint source, Path folder, String shownName, Limits limits)
            throws IOException {
        FolderFiles files = FolderFiles.of(folder, shownName);
        return open(files, source.layout.indexPath().filter(i -> files.find(i).isPresent()), limits);
    }

    private static FolderCheckpoint open(FolderFiles files, Optional<String> index, Limits limits) throws IOException {
        Layout layout = new LayoutFinder(files, limits).find(index);
        List<Shard> shards = new ArrayList<>();
        boolean opened = false;
        try {
            for (String path : layout.shards()) {
                Entry entry = files.find(path).orElseThrow();
                Input in = FileInput.open(entry.file(), files.name(path));
                shards.add(new Shard(path, Formats.open(in, limits)));
            }
            requireOneFormat(files, shards);
            MergedShards merged = MergedShards.of(files, shards);
            if (layout.keras().isPresent()) {
                KerasIndex keras = layout.keras().get();
                KerasIndex.requireHdf5(files, shards);
                keras.check(files.name(keras.path()), shards);
            }
            layout.index().ifPresent(i -> MapCheck.check(files.name(i.path()), i.file(), shards));
            FolderCheckpoint checkpoint = new FolderCheckpoint(files, layout, shards, merged);
            opened = true;
            return checkpoint;
        } finally {
            if (!opened) {
                closeAll(shards);
            }
        }
    }

    private static void requireOneFormat(FolderFiles files, List<Shard> shards) {
        String first = shards.get(0).checkpoint().format();
        for (Shard s : shards) {
            String format = s.checkpoint().format();
            if (!format.equals(first)) {
                throw Refusals.expected(
                        files.name(s.path()),
                        "a file of " + first + ", as " + shards.get(0).path() + " is",
                        "one of " + format,
                        "Loaders read all shards alike. Get the checkpoint again.");
            }
        }
    }

    private Map<String, Input> inputs() {
        Map<String, Input> all = new LinkedHashMap<>();
        for (Entry e : files.all()) {
            all.put(e.path(), new CompanionFile(files.name(e.path()), e.file(), e.size()));
        }
        for (Shard s : shards) {
            all.put(s.path(), s.checkpoint().files().get(0).input());
        }
        return all;
    }

    @Override
    public String format() {
        return FolderFormat.ID;
    }

    @Override
    public String name() {
        return files.name();
    }

    @Override
    public List<Member> files() {
        return inputs.entrySet().stream()
                .map(e -> new Member(e.getKey(), e.getValue()))
                .toList();
    }

    /** The files of weights, in order. */
    public List<Shard> shards() {
        return shards;
    }

    /** Weights of the same model for other frameworks: left out as soon as anything changes, since they do not. */
    public List<String> leftOut() {
        return others;
    }

    /** The id of the format that the shards are of. */
    public String innerFormat() {
        return shards.get(0).checkpoint().format();
    }

    Layout layout() {
        return layout;
    }

    Input input(String path) {
        return inputs.get(path);
    }

    /** The name of a file of it in messages. */
    String name(String path) {
        return files.name(path);
    }

    /** Where a tensor of this checkpoint is. */
    Home home(Tensor t) {
        return merged.homes().get(t.name());
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(TensorName name) {
        return Optional.ofNullable(merged.tensors().get(name));
    }

    @Override
    public Map<TensorName, Value.Container> containers() {
        return Collections.unmodifiableMap(merged.containers());
    }

    @Override
    public Map<TensorName, Value> values() {
        return Collections.unmodifiableMap(merged.values());
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("layout", layout.text());
        if (!layout.weights().variant().isEmpty()) {
            facts.put("variant", layout.weights().variant());
        }
        facts.put("format of the shards", innerFormat());
        facts.put(
                "files beside them",
                Integer.toString(
                        inputs.size() - shards.size() - (layout.indexPath().isPresent() ? 1 : 0)));
        merged.facts().forEach(facts::putIfAbsent);
        return facts;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (layout.index().filter(i -> !i.file().hasMetadata()).isPresent()) {
            notes.add(layout.index().get().path() + " has no metadata, without which transformers stops");
        }
        if (!others.isEmpty()) {
            notes.add("weights for other frameworks or in other forms lie beside: " + String.join(", ", others)
                    + "; they are left out as soon as anything changes, since they would be stale");
        }
        notes.addAll(merged.notes());
        return List.copyOf(notes);
    }

    @Override
    public CodeReport code() {
        return merged.code();
    }

    @Override
    public void close() throws IOException {
        closeAll(shards);
    }

    private static void closeAll(List<Shard> shards) throws IOException {
        IOException first = null;
        for (Shard s : shards) {
            try {
                close(s.checkpoint());
            } catch (IOException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void close(Closeable closeable) throws IOException {
        closeable.close();
    }
}
