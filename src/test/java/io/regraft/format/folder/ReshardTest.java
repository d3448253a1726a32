package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Formats;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders cut anew. */
class ReshardTest {

    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path parent;

    static List<Path> all() {
        return Folders.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void holdsTheSameTensorsHoweverItIsCut(Path folder) throws IOException {
        for (long most : new long[] {1, 100, 700, 1_000_000}) {
            Path out = reshard(folder, most, c -> c);
            assertThat(tensors(out)).isEqualTo(tensors(folder));
            assertThat(values(out)).isEqualTo(values(folder));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void filesBesideItAreCopied(Path folder) throws IOException {
        Path out = reshard(folder, 100, c -> c);
        try (Checkpoint c = Formats.open(folder)) {
            FolderCheckpoint f = (FolderCheckpoint) c;
            Map<String, String> expected = Folders.contents(folder);
            expected.keySet().removeIf(p -> f.layout().uses(p));
            Map<String, String> found = Folders.contents(out);
            found.keySet().retainAll(expected.keySet());
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void oneFileBecomesShardsAsTransformersNamesThem() throws IOException {
        // What transformers itself made of the same model and the same limit, though its shards are in another order.
        Path out = reshard(Folders.golden("one-file"), 1250, c -> c);
        assertThat(Folders.contents(out).keySet())
                .containsExactly(
                        "config.json",
                        "generation_config.json",
                        "model-00001-of-00003.safetensors",
                        "model-00002-of-00003.safetensors",
                        "model-00003-of-00003.safetensors",
                        INDEX,
                        "runs/log.txt",
                        "tokenizer.json");
        String index = Files.readString(out.resolve(INDEX));
        assertThat(index)
                .startsWith(
                        "{\n  \"metadata\": {\n    \"total_size\": 3552\n  },\n  \"weight_map\": {\n    \"model.embed")
                .endsWith(".safetensors\"\n  }\n}\n");
        try (Checkpoint c = Formats.open(out)) {
            assertThat(((FolderCheckpoint) c).shards())
                    .allSatisfy(s -> assertThat(s.checkpoint().values())
                            .containsEntry(TensorName.of("__metadata__", "format"), new Value.Text("pt")));
        }
    }

    @Test
    void shardsBecomeOneFileWithoutAnIndex() throws IOException {
        assertThat(Folders.contents(reshard(Folders.golden("three-shards"), 5_000_000_000L, c -> c))
                        .keySet())
                .containsExactly("config.json", "generation_config.json", "model.safetensors");
        for (String variant : List.of("fp16-variant", "fp16-legacy")) {
            assertThat(Folders.contents(reshard(Folders.golden(variant), 5_000, c -> c))
                            .keySet())
                    .contains("model.fp16.safetensors");
        }
    }

    @Test
    void namesGoOnInTheSourcesStyle() throws IOException {
        assertThat(Folders.contents(reshard(Folders.golden("fp16-legacy"), 1_000, c -> c))
                        .keySet())
                .contains("model-00001-of-00002.fp16.safetensors", "model.safetensors.index.fp16.json");
        assertThat(Folders.contents(reshard(Folders.golden("fp16-variant"), 1_000, c -> c))
                        .keySet())
                .contains("model.fp16-00001-of-00002.safetensors", "model.safetensors.index.fp16.json");
        assertThat(Folders.contents(reshard(Folders.golden("bin-single"), 40, c -> c))
                        .keySet())
                .containsExactly(
                        "config.json",
                        "pytorch_model-00001-of-00002.bin",
                        "pytorch_model-00002-of-00002.bin",
                        "pytorch_model.bin.index.json");
    }

    @Test
    void theIndexKeepsItsStyleAndItsOtherKeys() throws IOException {
        Path out = reshard(Folders.golden("float-total-size"), 500, c -> c.drop("a.weight"));
        assertThat(Files.readString(out.resolve("pytorch_model.bin.index.json")))
                .isEqualTo("""
                {
                    "weight_map": {
                        "emb.weight": "pytorch_model-00001-of-00002.bin",
                        "head.weight": "pytorch_model-00001-of-00002.bin",
                        "big.weight": "pytorch_model-00001-of-00002.bin",
                        "a.bias": "pytorch_model-00002-of-00002.bin",
                        "n": "pytorch_model-00002-of-00002.bin"
                    },
                    "metadata": {
                        "total_size": 510.0,
                        "mögen": true
                    }
                }""");
    }

    @Test
    void aTiedPairStaysInOneShardAndOneStorage() throws IOException {
        try (Checkpoint c = Formats.open(reshard(Folders.golden("bin-shards"), 100, x -> x))) {
            FolderCheckpoint f = (FolderCheckpoint) c;
            var first = c.tensor(TensorName.of("emb.weight")).orElseThrow();
            var second = c.tensor(TensorName.of("head.weight")).orElseThrow();
            assertThat(f.home(second).shard()).isEqualTo(f.home(first).shard());
            assertThat(second.view()).isEqualTo(first.view());
        }
    }

    @Test
    void changesAreMadeOnTheWay() throws IOException {
        Path out = reshard(
                Folders.golden("three-shards"),
                1250,
                c -> c.rename("model.norm.weight", "z")
                        .content("model.embed_tokens.weight", (byte) 3, 50, 8)
                        .set(new Plain.Text("x"), "__metadata__", "by")
                        .unset("__metadata__", "format")
                        .file("config.json", "{}"));
        try (Checkpoint c = Formats.open(out)) {
            assertThat(c.tensor(TensorName.of("z"))).isPresent();
            assertThat(c.tensor(TensorName.of("model.embed_tokens.weight"))
                            .orElseThrow()
                            .type())
                    .hasToString("float32 [50, 8]");
            assertThat(c.values()).containsEntry(TensorName.of("__metadata__", "by"), new Value.Text("x"));
        }
        assertThat(Files.readString(out.resolve("config.json"))).isEqualTo("{}");
        // 888 parameters and 80 more.
        assertThat(Files.readString(out.resolve(INDEX)))
                .contains("\"total_parameters\": 968,\n    \"total_size\": 3872");
    }

    @Test
    void aFileAloneBecomesAFolder() throws IOException {
        Path out = reshard(Folders.golden("one-file").resolve("model.safetensors"), 2_000, c -> c);
        assertThat(Folders.contents(out).keySet())
                .containsExactly("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", INDEX);
        assertThat(tensors(out)).isEqualTo(tensors(Folders.golden("one-file")));
    }

    @Test
    void aFileWhoseNameIsNoneOfWeightsIsRefused() throws IOException {
        Path file = Files.copy(Folders.golden("one-file").resolve("model.safetensors"), parent.resolve("g_0001"));
        assertThatThrownBy(() -> reshard(file, 2_000, c -> c))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining(
                        "g_0001: expected a name that ends in .safetensors, .bin, .pth, .pt, .ckpt, found");
    }

    private Path reshard(Path source, long most, UnaryOperator<Changes> how) throws IOException {
        try (Checkpoint c = Formats.open(source)) {
            Changes changes = how.apply(Changes.of(c));
            return Folders.write(
                    FolderFormat.reshard(changes.revision(), most),
                    changes.contents(),
                    Files.createTempDirectory(parent, "out"));
        }
    }

    private static Map<String, String> tensors(Path folder) throws IOException {
        try (Checkpoint c = Formats.open(folder)) {
            Map<String, String> all = new TreeMap<>();
            c.tensors().forEach(t -> all.put(t.name().text(), Folders.describe(t)));
            return all;
        }
    }

    private static Map<TensorName, Value> values(Path folder) throws IOException {
        try (Checkpoint c = Formats.open(folder)) {
            return Map.copyOf(c.values());
        }
    }
}
