package io.regraft.format.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Limits;
import io.regraft.format.document.Document;
import io.regraft.format.document.JsonPointer;
import io.regraft.format.folder.FolderCheckpoint.Shard;
import io.regraft.problem.Where;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The index of Keras' shards, {@code NAME.weights.json}: for each group of variables the files that have some of it.
 *
 * @param path of the file in the folder
 * @param map files by the path of the group in them, with a slash before, in the order of the index
 */
record KerasIndex(String path, ByteBuffer text, Map<String, List<String>> map) {

    static final String ENDING = ".weights.json";

    private static final String SHARD_ENDING = ".weights.h5";
    private static final int DEEPEST = 100;
    private static final int SHOWN = 3;
    private static final String GET_AGAIN = "Save the weights again with Keras, or get all of them from one save.";

    KerasIndex {
        text = text.asReadOnlyBuffer();
        map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** True if a file is called like one. */
    static boolean isName(String fileName) {
        return fileName.endsWith(ENDING) && fileName.length() > ENDING.length();
    }

    /**
     * Reads one.
     *
     * @throws io.regraft.problem.RegraftException if Keras would not take it, or it leads out of the folder
     */
    static KerasIndex read(String path, Input in, Limits limits) throws IOException {
        ByteBuffer bytes = IndexReader.bytes(in, limits, GET_AGAIN);
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        JsonNode root;
        try {
            root = new ObjectMapper(factory)
                    .readTree(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
        } catch (JsonProcessingException e) {
            throw Refusals.expected(in.name(), "the JSON of an index", "something else", GET_AGAIN);
        }
        JsonNode found = root.path("weight_map");
        if (!found.isObject() || found.isEmpty()) {
            throw Refusals.expected(in.name(), "an index with a weight_map that names groups", "none", GET_AGAIN);
        }
        Map<String, List<String>> map = new LinkedHashMap<>();
        found.properties().forEach(f -> map.put(f.getKey(), files(in.name(), f.getKey(), f.getValue())));
        return new KerasIndex(path, bytes, map);
    }

    private static List<String> files(String file, String group, JsonNode value) {
        List<String> files = new ArrayList<>();
        (value.isArray() ? value : List.of(value)).forEach(v -> files.add(v.isTextual() ? v.asText() : ""));
        boolean plain = !files.isEmpty()
                && files.stream()
                        .allMatch(f -> f.length() > SHARD_ENDING.length()
                                && f.endsWith(SHARD_ENDING)
                                && f.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c)));
        if (!plain) {
            throw Refusals.expected(
                    file,
                    "plain names of .weights.h5 files in the same folder for '" + group + "'",
                    value.toString(),
                    GET_AGAIN);
        }
        return files;
    }

    /** The files of a folder that belong to it: those that it names, and others that are called like them. */
    List<String> shards(FolderFiles files) {
        Set<String> shards = new TreeSet<>();
        map.values().forEach(shards::addAll);
        List<String> missing =
                shards.stream().filter(s -> files.find(s).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw Refusals.expected(
                    files.name(path),
                    Refusals.count(shards.size(), "shard"),
                    Refusals.count(shards.size() - missing.size(), "shard") + "; missing: " + Refusals.some(missing),
                    "Get what is missing from where the checkpoint came.");
        }
        String stem = path.substring(0, path.length() - ENDING.length());
        files.names().stream()
                .filter(n -> n.startsWith(stem + "_")
                        && n.substring(stem.length() + 1).matches("\\d{5}\\.weights\\.h5"))
                .forEach(shards::add);
        return List.copyOf(shards);
    }

    /**
     * Compares with what the shards hold.
     *
     * @throws io.regraft.problem.RegraftException if Keras would look for a variable where it is not
     */
    void check(String shownName, List<Shard> shards) {
        List<String> unmapped = new ArrayList<>();
        Map<String, Set<String>> held = new HashMap<>();
        for (Shard s : shards) {
            for (Tensor t : s.checkpoint().tensors()) {
                String group = group(t.name());
                if (held.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(s.path())
                        && !map.getOrDefault(group, List.of()).contains(s.path())) {
                    unmapped.add(group + " in " + s.path());
                }
            }
        }
        if (!unmapped.isEmpty()) {
            throw Refusals.expected(
                    shownName,
                    "every group of variables in weight_map",
                    Refusals.count(unmapped.size(), "group") + " that it does not lead to: " + Refusals.some(unmapped),
                    GET_AGAIN);
        }
        List<String> wrong = new ArrayList<>();
        map.forEach((group, files) -> files.stream()
                .filter(f -> !held.getOrDefault(group, Set.of()).contains(f))
                .forEach(f -> wrong.add(group + " in " + f)));
        if (!wrong.isEmpty()) {
            throw Refusals.expected(
                    shownName,
                    "the variables that weight_map names",
                    "none of " + Refusals.some(wrong.subList(0, Math.min(SHOWN, wrong.size()))),
                    GET_AGAIN);
        }
    }

    /** What Keras calls the group that a variable lies in. */
    static String group(TensorName name) {
        return "/" + String.join("/", name.container().parts());
    }

    /**
     * The index of a result, in the style of this one; the same bytes where it says the same.
     *
     * @param before of the tensors as they were, their bytes
     * @param placed the file of each tensor of the result, by name
     * @param renamed groups of the source by the names that they have now
     */
    ByteBuffer changed(long before, long after, Map<TensorName, String> placed, Map<String, String> renamed) {
        Map<String, Set<String>> wanted = new HashMap<>();
        placed.forEach((name, file) ->
                wanted.computeIfAbsent(group(name), g -> new TreeSet<>()).add(file));
        Map<String, List<String>> now = new LinkedHashMap<>();
        map.keySet()
                .forEach(g -> Optional.ofNullable(wanted.get(renamed.getOrDefault(g, g)))
                        .ifPresent(files -> now.put(renamed.getOrDefault(g, g), List.copyOf(files))));
        placed.keySet().forEach(name -> now.putIfAbsent(group(name), List.copyOf(wanted.get(group(name)))));
        Document document = Document.json(path, text.duplicate());
        Where at = new Where.InFile(path);
        if (!sameAs(now)) {
            Map<String, Plain> fields = new LinkedHashMap<>();
            now.forEach((group, files) -> fields.put(
                    group,
                    new Plain.Items(
                            files.stream().map(f -> (Plain) new Plain.Text(f)).toList())));
            document = document.set(new JsonPointer(List.of("weight_map")), new Plain.Fields(fields), at);
        }
        JsonPointer total = new JsonPointer(List.of("metadata", "total_size"));
        Optional<String> written = document.find(total).flatMap(Document.Found::single);
        if (before != after && written.isPresent()) {
            // Keras counts in floats.
            boolean whole = written.get().chars().allMatch(Character::isDigit);
            document =
                    document.set(total, whole ? new Plain.Int(BigInteger.valueOf(after)) : new Plain.Real(after), at);
        }
        return document.bytes();
    }

    private boolean sameAs(Map<String, List<String>> other) {
        return map.keySet().equals(other.keySet())
                && map.entrySet().stream()
                        .allMatch(e -> new TreeSet<>(e.getValue()).equals(new TreeSet<>(other.get(e.getKey()))));
    }

    /** Refuses shards of another kind. */
    static void requireHdf5(FolderFiles files, List<Shard> shards) {
        for (Shard s : shards) {
            Checkpoint c = s.checkpoint();
            if (!c.format().equals("hdf5")) {
                throw Refusals.expected(
                        files.name(s.path()),
                        "a shard of HDF5, as its name says",
                        "a file of " + c.format(),
                        GET_AGAIN);
            }
        }
    }
}
