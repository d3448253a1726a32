package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The libraries load what was written: safetensors, torch, and transformers as a model. */
class FolderInteropIT {

    @TempDir
    Path parent;

    private static Libraries libraries;

    @BeforeAll
    static void start() throws IOException {
        libraries = new Libraries(System.getProperty("regraft.python", ".venv/bin/python"));
    }

    @AfterAll
    static void stop() throws IOException {
        libraries.close();
    }

    static List<Path> all() {
        return Folders.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theLibrariesFindWhatWeWroteInEachFile(Path folder) throws IOException {
        String first;
        try (Checkpoint c = Formats.open(folder)) {
            first = c.tensors().get(0).name().text();
        }
        agree(Runs.migrate(folder, parent.resolve("renamed"), "rename: {from: '%s', to: a.new.name}".formatted(first)));
        try (Checkpoint c = Formats.open(folder)) {
            for (long most : new long[] {1, 300, 1_000_000}) {
                agree(Folders.write(
                        FolderFormat.reshard(Changes.of(c).revision(), most), Map.of(), parent.resolve("cut-" + most)));
            }
        }
    }

    /** Each file, as the library loads it, is what we say of it; and the index maps just those names. */
    private void agree(Path folder) throws IOException {
        JsonNode files = libraries.ask("files", folder);
        Map<String, List<String>> theirs = new TreeMap<>();
        files.properties().forEach(f -> {
            List<String> tensors = new ArrayList<>();
            f.getValue().properties().forEach(t -> tensors.add(Folders.describe(t.getKey(), t.getValue())));
            theirs.put(f.getKey(), tensors.stream().sorted().toList());
        });
        Map<String, List<String>> ours = new TreeMap<>();
        try (Checkpoint c = Formats.open(folder)) {
            for (FolderCheckpoint.Shard s : ((FolderCheckpoint) c).shards()) {
                ours.put(
                        s.path(),
                        s.checkpoint().tensors().stream()
                                .map(Folders::describe)
                                .sorted()
                                .toList());
            }
        }
        assertThat(theirs).isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"three-shards", "one-file", "fp16-variant"})
    void transformersLoadsWhatWeWroteAsTheSameModel(String name) throws IOException {
        Path source = Folders.golden(name);
        JsonNode before = transformers(source);
        assertThat(before.get("missing")).isEmpty();
        try (Checkpoint c = Formats.open(source)) {
            for (long most : new long[] {1, 600, 1_000_000}) {
                Path cut = Folders.write(
                        FolderFormat.reshard(Changes.of(c).revision(), most), Map.of(), parent.resolve(name + most));
                assertThat(transformers(cut)).isEqualTo(before);
            }
        }
        Path grown = Runs.migrate(
                source,
                parent.resolve(name),
                "pad: {tensors: model.embed_tokens.weight, size: 44, init: mean}",
                "edit_file: {file: config.json, set: {/vocab_size: 44}}");
        agreeOnTheModel(grown);
    }

    @Test
    void transformersLoadsTheMigratedSampleWithoutAWarning() throws IOException {
        Path sample = Path.of("samples/llama/model");
        agreeOnTheModel(sample);
        Path grown = Runs.migrateBy(Path.of("migrations/llama/grow-vocabulary.yaml"), sample, parent.resolve("grown"));
        agreeOnTheModel(grown);
        assertThat(Files.readString(grown.resolve("config.json"))).contains("\"vocab_size\": 323");
    }

    /** It is loaded whole, without a warning, and each parameter has the bytes that we find in the file. */
    private static void agreeOnTheModel(Path folder) throws IOException {
        JsonNode after = transformers(folder);
        for (String none : List.of("warnings", "missing", "unexpected", "mismatched")) {
            assertThat(after.get(none)).as(none).isEmpty();
        }
        try (Checkpoint c = Formats.open(folder)) {
            Map<String, String> ours = new TreeMap<>();
            for (Tensor t : c.tensors()) {
                String described = Folders.describe(t);
                ours.put(t.name().text(), described.substring(described.lastIndexOf(' ') + 1));
            }
            Map<String, String> theirs = new TreeMap<>();
            after.get("tensors")
                    .properties()
                    .forEach(t -> theirs.put(t.getKey(), t.getValue().asText()));
            assertThat(theirs).isEqualTo(ours);
        }
    }

    private static JsonNode transformers(Path folder) throws IOException {
        return libraries.ask("model", folder);
    }
}
