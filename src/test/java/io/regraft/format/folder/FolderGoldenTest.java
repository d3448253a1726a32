package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Assembly;
import io.regraft.format.Formats;
import io.regraft.format.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders that transformers, huggingface_hub and torch wrote. */
class FolderGoldenTest {

    @TempDir
    Path temporary;

    static List<Path> all() {
        return Folders.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void holdsWhatTheLibrariesFind(Path folder) throws IOException {
        Map<String, List<String>> expected = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file :
                Folders.expected(folder.getFileName().toString()).properties()) {
            List<String> tensors = new ArrayList<>();
            file.getValue().properties().forEach(t -> tensors.add(Folders.describe(t.getKey(), t.getValue())));
            expected.put(file.getKey(), tensors.stream().sorted().toList());
        }
        try (Checkpoint c = Formats.open(folder)) {
            Map<String, List<String>> found = new TreeMap<>();
            ((FolderCheckpoint) c)
                    .shards()
                    .forEach(s -> found.put(
                            s.path(),
                            s.checkpoint().tensors().stream()
                                    .map(Folders::describe)
                                    .sorted()
                                    .toList()));
            assertThat(found).isEqualTo(expected);
            assertThat(c.tensors().stream().map(Folders::describe).sorted())
                    .isEqualTo(expected.values().stream()
                            .flatMap(List::stream)
                            .sorted()
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void untouchedFolderComesBackByteForByteAsWholeCopies(Path folder) throws IOException {
        try (Checkpoint c = Formats.open(folder)) {
            Assembly same = Formats.assembler(c).assemble(Revision.unchanged(c));
            assertThat(same.isFolder()).isTrue();
            assertThat(same.files()).allMatch(f -> f.copyOf().isPresent());
            assertThat(same.length()).isEqualTo(c.bytes());
            Path written = Folders.write(same, Map.of(), temporary.resolve("out"));
            assertThat(Folders.contents(written)).isEqualTo(Folders.contents(folder));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void noTwoShardsHaveAStorageOfOneId(Path folder) throws IOException {
        try (Checkpoint c = Formats.open(folder)) {
            FolderCheckpoint f = (FolderCheckpoint) c;
            for (Tensor t : c.tensors()) {
                String shard = f.shards().get(f.home(t).shard()).path();
                assertThat(t.view().orElseThrow().storage().id()).startsWith(shard + "!");
            }
        }
    }

    @Test
    void allFilesAreMembersByTheirPath() throws IOException {
        try (Checkpoint c = Formats.open(Folders.golden("one-file"))) {
            assertThat(c.files().stream().map(Member::path))
                    .containsExactly(
                            "config.json",
                            "generation_config.json",
                            "model.safetensors",
                            "runs/log.txt",
                            "tokenizer.json");
            assertThat(c.name()).isEqualTo("src/test/resources/golden/folder/one-file");
            assertThat(c.files().get(3).input().name())
                    .isEqualTo("src/test/resources/golden/folder/one-file/runs/log.txt");
            assertThat(c.files().get(3).input().size()).isEqualTo(7);
        }
    }

    @Test
    void theIndexStandsForItsFolder() throws IOException {
        Path index = Folders.golden("fp16-variant").resolve("model.safetensors.index.fp16.json");
        try (Checkpoint byIndex = Formats.open(index);
                Checkpoint byFolder = Formats.open(index.getParent())) {
            assertThat(byIndex.name()).isEqualTo(byFolder.name());
            assertThat(byIndex.tensors()).isEqualTo(byFolder.tensors());
            assertThat(byIndex.files().stream().map(Member::path))
                    .isEqualTo(byFolder.files().stream().map(Member::path).toList());
        }
    }

    @Test
    void whatAllShardsSayIsSaidOnce() throws IOException {
        try (Checkpoint c = Formats.open(Folders.golden("three-shards"))) {
            assertThat(c.values()).isEqualTo(Map.of(TensorName.of("__metadata__", "format"), new Value.Text("pt")));
            assertThat(c.containers())
                    .isEqualTo(Map.of(
                            TensorName.ROOT,
                            new Value.Container("dict", 12),
                            TensorName.of("__metadata__"),
                            new Value.Container("metadata", 1)));
            assertThat(c.facts())
                    .containsEntry("layout", "3 shards by model.safetensors.index.json")
                    .containsEntry("format of the shards", "safetensors")
                    .containsEntry("files beside them", "2");
            assertThat(c.code()).isEqualTo(Checkpoint.CodeReport.NONE);
        }
    }

    @Test
    void theVariantIsAFact() throws IOException {
        for (String name : List.of("fp16-variant", "fp16-legacy")) {
            try (Checkpoint c = Formats.open(Folders.golden(name))) {
                assertThat(c.facts()).containsEntry("variant", "fp16");
            }
        }
    }

    @Test
    void shardsOfPicklesAreJudgedTogether() throws IOException {
        try (Checkpoint c = Formats.open(Folders.golden("bin-shards"))) {
            assertThat(c.code().weightsOnly()).isTrue();
            assertThat(c.code().classes().stream().map(Checkpoint.CodeReport.Named::name))
                    .contains("torch._utils._rebuild_tensor_v2", "torch.FloatStorage", "torch.LongStorage")
                    .doesNotHaveDuplicates();
        }
    }
}
