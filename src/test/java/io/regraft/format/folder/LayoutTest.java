package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.format.Formats;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are the checkpoint, and which folders are refused by name. */
class LayoutTest {

    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path parent;

    @Test
    void aStaleSingleFileBesideAnIndexIsRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Files.copy(Folders.golden("one-file").resolve("model.safetensors"), folder.resolve("model.safetensors"));
        refused(folder, "model.safetensors: it lies beside model.safetensors.index.json, and loaders would take it");
        refused(folder.resolve(INDEX), "model.safetensors: it lies beside model.safetensors.index.json");
    }

    @Test
    void anIndexOfOneFileIsTakenAsMlxWritesIt() throws IOException {
        Path folder = Folders.copy("consolidated", parent);
        Files.move(folder.resolve("consolidated.safetensors"), folder.resolve("model.safetensors"));
        String index = "{\"metadata\": {\"total_size\": 32}, \"weight_map\":"
                + " {\"tok_embeddings.weight\": \"model.safetensors\"}}";
        Files.writeString(folder.resolve(INDEX), index);
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.facts()).containsEntry("layout", "1 shard by " + INDEX);
            assertThat(((FolderCheckpoint) c).leftOut()).isEmpty();
        }
    }

    @Test
    void anIndexOfAnyNameIsKnownByItsContent() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Path index = Files.move(folder.resolve(INDEX), folder.resolve("shards.json"));
        try (Checkpoint c = Formats.open(index)) {
            assertThat(c.tensors()).hasSize(11);
            assertThat(c.facts()).containsEntry("layout", "3 shards by shards.json");
        }
    }

    @Test
    void aStaleSingleFileOfTheSameVariantIsRefused() throws IOException {
        Path folder = Folders.copy("fp16-variant", parent);
        Files.copy(Folders.golden("one-file").resolve("model.safetensors"), folder.resolve("model.fp16.safetensors"));
        refused(folder, "model.fp16.safetensors: it lies beside model.safetensors.index.fp16.json");
    }

    @Test
    void aNameMappedToTheWrongShardIsRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Folders.edit(
                folder.resolve(INDEX),
                "\"model.norm.weight\": \"model-00003-of-00003",
                "\"model.norm.weight\": \"model-00002-of-00003");
        refused(
                folder,
                INDEX + ": expected 'model.norm.weight' in model-00002-of-00003.safetensors, found it in"
                        + " model-00003-of-00003.safetensors");
    }

    @Test
    void aNameThatIsOnlyInTheMapIsRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Folders.edit(
                folder.resolve(INDEX),
                "\"weight_map\": {",
                "\"weight_map\": {\"a\": \"model-00001-of-00003.safetensors\",");
        refused(folder, INDEX + ": expected 'a' in model-00001-of-00003.safetensors, found it in none");
    }

    @Test
    void aNameThatIsMissingFromTheMapIsRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Folders.edit(folder.resolve(INDEX), ",\n    \"model.norm.weight\": \"model-00003-of-00003.safetensors\"", "");
        refused(
                folder,
                INDEX + ": expected every tensor of model-00003-of-00003.safetensors in weight_map, found 1 tensor that"
                        + " it does not name: model.norm.weight");
    }

    @Test
    void aNameInTwoShardsIsRefused() throws IOException {
        Path folder = Folders.copy("bin-shards", parent);
        Files.copy(
                folder.resolve("pytorch_model-00001-of-00003.bin"),
                folder.resolve("pytorch_model-00002-of-00003.bin"),
                StandardCopyOption.REPLACE_EXISTING);
        refused(
                folder,
                "pytorch_model-00002-of-00003.bin: expected each name in one shard, found 'emb.weight', which is in"
                        + " pytorch_model-00001-of-00003.bin too");
    }

    @Test
    void aNameTwiceInTheMapIsRefused() throws IOException {
        Path folder = Folders.copy("bin-shards", parent);
        Folders.edit(folder.resolve("pytorch_model.bin.index.json"), "\"a.bias\":", "\"a.weight\":");
        refused(folder, "pytorch_model.bin.index.json:10:15: the name 'a.weight' stands here a second time");
    }

    @Test
    void pathsThatLeaveTheFolderAreRefused() throws IOException {
        for (String path :
                List.of("../x.safetensors", "/etc/x.safetensors", "sub/x.safetensors", "..", ".", "", "a\\\\b")) {
            Path folder = Folders.copy("three-shards", Files.createTempDirectory(parent, "p"));
            Folders.edit(folder.resolve(INDEX), "model-00001-of-00003.safetensors", path);
            refused(folder, "expected the plain name of a file in the same folder for 'model.embed_tokens.weight'");
        }
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Files.delete(folder.resolve("model-00002-of-00003.safetensors"));
        refused(
                folder,
                INDEX + ": expected 3 shards, found 2 shards; missing: model-00002-of-00003.safetensors. Get what");
    }

    @Test
    void anUnmappedShardIsRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Files.copy(
                folder.resolve("model-00001-of-00003.safetensors"), folder.resolve("model-00001-of-00002.safetensors"));
        refused(
                folder,
                INDEX + ": expected every shard beside it in weight_map, found shards that it does not name:"
                        + " model-00001-of-00002.safetensors");
    }

    @Test
    void aNumberOfFilesThatNamesDenyIsRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        for (int i = 1; i <= 3; i++) {
            Files.move(
                    folder.resolve("model-0000" + i + "-of-00003.safetensors"),
                    folder.resolve("model-0000" + i + "-of-00004.safetensors"));
        }
        Folders.edit(folder.resolve(INDEX), "-of-00003", "-of-00004");
        refused(
                folder,
                INDEX + ": expected 4 shards, as 'model-00001-of-00004.safetensors' says, found 3 in weight_map");
    }

    @Test
    void shardsOfDifferentEndingsAreRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Files.move(folder.resolve("model-00002-of-00003.safetensors"), folder.resolve("model-00002-of-00003.bin"));
        Folders.edit(folder.resolve(INDEX), "model-00002-of-00003.safetensors", "model-00002-of-00003.bin");
        refused(folder, INDEX + ": expected shards of one kind, found names that end in .bin, .safetensors");
    }

    @Test
    void shardsOfDifferentFormatsAreRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Files.copy(
                Folders.golden("bin-single").resolve("pytorch_model.bin"),
                folder.resolve("model-00003-of-00003.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        refused(
                folder,
                "model-00003-of-00003.safetensors: expected a file of safetensors, as"
                        + " model-00001-of-00003.safetensors is, found one of pytorch");
    }

    @Test
    void shardsWithoutAnIndexAreRefused() throws IOException {
        Path folder = Folders.copy("fp16-legacy", parent);
        Files.delete(folder.resolve("model.safetensors.index.fp16.json"));
        refused(
                folder,
                "expected an index beside the shards, found 3 shards and no index:"
                        + " model-00001-of-00003.fp16.safetensors, model-00002-of-00003.fp16.safetensors,"
                        + " model-00003-of-00003.fp16.safetensors. Loaders need it. Get it from where the shards came, as"
                        + " model.safetensors.index.fp16.json.");
    }

    @Test
    void shardsWithoutAnIndexBesideOneFileAreRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Files.delete(folder.resolve(INDEX));
        Files.copy(Folders.golden("one-file").resolve("model.safetensors"), folder.resolve("model.safetensors"));
        refused(folder, "found model.safetensors and shards without an index: model-00001-of-00003.safetensors");
    }

    @Test
    void twoVariantsAreRefusedUnlessOneIsGiven() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        addAll("fp16-variant", folder);
        refused(
                folder,
                "expected a folder of one checkpoint, found 2: model.safetensors.index.fp16.json,"
                        + " model.safetensors.index.json. Give the index or the file that is meant: " + folder
                        + "/model.safetensors.index.fp16.json.");
        try (Checkpoint c = Formats.open(folder.resolve("model.safetensors.index.fp16.json"))) {
            assertThat(c.facts()).containsEntry("variant", "fp16");
            assertThat(((FolderCheckpoint) c).leftOut())
                    .containsExactly(
                            "model-00001-of-00003.safetensors",
                            "model-00002-of-00003.safetensors",
                            "model-00003-of-00003.safetensors",
                            INDEX);
        }
    }

    @Test
    void weightsForOtherFrameworksAreNamedAndNotTaken() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        List<String> others = List.of(
                "flax_model.msgpack",
                "model.Q4_K_M.gguf",
                "onnx/model.onnx",
                "openvino/openvino_model.bin",
                "original/consolidated.00.pth",
                "pytorch_model-00001-of-00002.bin",
                "pytorch_model.bin.index.json",
                "rust_model.ot",
                "tf_model.h5");
        List<String> companions = List.of(
                "2_Dense/model.safetensors",
                "original/params.json",
                "training_args.bin",
                "optimizer.pt",
                "h5",
                "vocab.json",
                "speakers.pth");
        for (List<String> list : List.of(others, companions)) {
            for (String path : list) {
                Files.createDirectories(folder.resolve(path).getParent());
                Files.writeString(folder.resolve(path), "x");
            }
        }
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(((FolderCheckpoint) c).leftOut()).isEqualTo(others);
            assertThat(c.notes())
                    .containsExactly("weights for other frameworks or in other forms lie beside: "
                            + String.join(", ", others)
                            + "; they are left out as soon as anything changes, since they would be stale");
        }
    }

    @Test
    void safetensorsComesBeforePickles() throws IOException {
        Path folder = Folders.copy("one-file", parent);
        addAll("bin-shards", folder);
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.facts()).containsEntry("layout", "model.safetensors");
        }
        try (Checkpoint c = Formats.open(folder.resolve("pytorch_model.bin.index.json"))) {
            assertThat(c.facts()).containsEntry("layout", "3 shards by pytorch_model.bin.index.json");
        }
    }

    @Test
    void slicesForTensorParallelismAreRefused() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("llama"));
        Path weights = Folders.golden("bin-single").resolve("pytorch_model.bin");
        Files.copy(weights, folder.resolve("consolidated.00.pth"));
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.facts()).containsEntry("layout", "consolidated.00.pth");
        }
        Files.copy(weights, folder.resolve("consolidated.01.pth"));
        refused(folder, "found slices for tensor parallelism: consolidated.00.pth, consolidated.01.pth");
    }

    @Test
    void theOnlyWeightsOfAFolderAreTakenUnderAnyName() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("tts"));
        Files.copy(Folders.golden("bin-single").resolve("pytorch_model.bin"), folder.resolve("best.pth"));
        Files.writeString(folder.resolve("config.yaml"), "a: 1\n");
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.facts()).containsEntry("layout", "best.pth");
        }
    }

    @Test
    void aFolderOfSeveralFilesAsksForOne() throws IOException {
        Path folder = Files.createDirectory(parent.resolve("run"));
        Files.createFile(folder.resolve("g_00140000"));
        Files.createFile(folder.resolve("notes.txt"));
        refused(folder, Kind.USAGE, "Give a checkpoint file in it: g_00140000.");
        Files.createFile(folder.resolve("a.pth"));
        Files.createFile(folder.resolve("b.pth"));
        refused(folder, Kind.USAGE, "Give a checkpoint file in it: a.pth, b.pth, g_00140000.");
    }

    @Test
    void aFolderWithoutACheckpointIsRefused() {
        refused(parent, Kind.USAGE, "expected a checkpoint, found a folder without one");
    }

    @Test
    void otherLayoutsAreRefusedByName() throws IOException {
        known(List.of(".metadata", "__0_0.distcp"), "torch.distributed.checkpoint");
        known(List.of("latest", "global_step10/mp_rank_00_model_states.pt"), "a folder of DeepSpeed");
        known(List.of("latest_checkpointed_iteration.txt"), "a folder of Megatron");
        known(List.of("iter_0000010/mp_rank_00_000/model_optim_rng.pt"), "a folder of Megatron");
        known(List.of("_CHECKPOINT_METADATA", "d/0"), "a folder of Orbax");
        known(List.of("saved_model.pb", "variables/variables.index"), "a TensorFlow SavedModel");
        known(List.of("checkpoint", "m.index", "m.data-00000-of-00001"), "a TensorFlow checkpoint");
    }

    @Test
    void aFolderWithoutMetadataInItsIndexIsNoted() throws IOException {
        Path folder = Folders.copy("without-total-size", parent);
        Folders.edit(folder.resolve("pytorch_model.bin.index.json"), "\"metadata\"", "\"other\"");
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.notes())
                    .containsExactly("pytorch_model.bin.index.json has no metadata, without which transformers stops");
        }
    }

    private void known(List<String> paths, String what) throws IOException {
        Path folder = Files.createTempDirectory(parent, "known");
        for (String path : paths) {
            Files.createDirectories(folder.resolve(path).getParent());
            Files.createFile(folder.resolve(path));
        }
        refused(folder, what);
    }

    private static void addAll(String golden, Path folder) throws IOException {
        try (var files = Files.list(Folders.golden(golden))) {
            for (Path file : files.filter(f -> f.getFileName().toString().contains("model"))
                    .toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    private static void refused(Path path, String message) {
        refused(path, Kind.CHECKPOINT, message);
    }

    private static void refused(Path path, Kind kind, String message) {
        assertThatThrownBy(() -> Formats.open(path).close())
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining(message)
                .satisfies(
                        e -> assertThat(((RegraftException) e).first().kind()).isEqualTo(kind));
    }
}
