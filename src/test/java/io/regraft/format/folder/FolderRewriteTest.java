package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Assembly;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Formats;
import io.regraft.format.TensorBytes;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a revision makes of a folder: which files change, and how. */
class FolderRewriteTest {

    private static final String NORM = "model.norm.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path parent;

    static List<Path> all() {
        return Folders.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void onlyTheShardOfAChangedTensorIsWritten(Path folder) throws IOException {
        try (Checkpoint c = Formats.open(folder)) {
            Tensor last = c.tensors().get(c.tensors().size() - 1);
            String shard = ((FolderCheckpoint) c)
                    .shards()
                    .get(((FolderCheckpoint) c).home(last).shard())
                    .path();
            Changes changes = Changes.of(c).content(last.name().key(), (byte) 3);
            Assembly assembly = Formats.assembler(c).assemble(changes.revision());
            assertThat(assembly.files().stream()
                            .filter(f -> f.copyOf().isEmpty())
                            .map(OutputFile::path))
                    .containsExactly(shard);
            Path out = Folders.write(assembly, changes.contents(), parent.resolve("out"));
            assertThat(tensors(out)).isEqualTo(expected(c, t -> t.name().equals(last.name()) ? "3" : "same"));
        }
    }

    private Map<String, String> expected(Checkpoint c, java.util.function.Function<Tensor, String> of) {
        Map<String, String> all = new TreeMap<>();
        c.tensors()
                .forEach(t -> all.put(
                        t.name().text(),
                        of.apply(t).equals("same") ? Folders.describe(t) : t.type() + " of " + of.apply(t)));
        return all;
    }

    private static Map<String, String> tensors(Path folder) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Checkpoint c = Formats.open(folder)) {
            for (Tensor t : c.tensors()) {
                byte[] bytes = TensorBytes.of(t);
                boolean filled = bytes.length > 0
                        && bytes[0] == 3
                        && new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)
                                .chars()
                                .allMatch(b -> b == 3);
                all.put(t.name().text(), filled ? t.type() + " of 3" : Folders.describe(t));
            }
        }
        return all;
    }

    @Test
    void filesComeBesideThenShardsThenTheIndex() throws IOException {
        assertThat(paths("three-shards", c -> c.content(NORM, (byte) 3)))
                .containsExactly(
                        "config.json",
                        "generation_config.json",
                        "model-00001-of-00003.safetensors",
                        "model-00002-of-00003.safetensors",
                        "model-00003-of-00003.safetensors",
                        INDEX);
    }

    @Test
    void aRenameChangesTheMapInPlace() throws IOException {
        Path out = changed("float-total-size", c -> c.rename("emb.weight", "zz.weight"));
        assertIndex(out, "pytorch_model.bin.index.json", "float-total-size", "\"emb.weight\"", "\"zz.weight\"");
        assertThat(Folders.contents(out).get("pytorch_model-00002-of-00003.bin"))
                .isEqualTo(
                        Folders.contents(Folders.golden("float-total-size")).get("pytorch_model-00002-of-00003.bin"));
    }

    @Test
    void aSortedMapStaysSorted() throws IOException {
        Path out = changed("three-shards", c -> c.rename(EMBEDDING, "z"));
        assertIndex(
                out,
                INDEX,
                "three-shards",
                "    \"model.embed_tokens.weight\": \"model-00001-of-00003.safetensors\",\n",
                "",
                "    \"model.norm.weight\": \"model-00003-of-00003.safetensors\"\n",
                """
                    "model.norm.weight": "model-00003-of-00003.safetensors",
                    "z": "model-00001-of-00003.safetensors"
                """);
    }

    @Test
    void aCopyGoesToItsOriginsShardAndStandsBehindIt() throws IOException {
        Path out = changed("crlf", c -> c.copy("a.weight", "b.weight"));
        assertIndex(
                out,
                "pytorch_model.bin.index.json",
                "crlf",
                "\t\t\"a.weight\": \"pytorch_model-00003-of-00003.bin\",\r\n",
                String.join(
                        "\r\n",
                        "\t\t\"a.weight\": \"pytorch_model-00003-of-00003.bin\",",
                        "\t\t\"b.weight\": \"pytorch_model-00003-of-00003.bin\",",
                        ""));
    }

    @Test
    void aCreatedTensorGoesWhereTheOneBeforeItIs() throws IOException {
        // 3 x 4 numbers of 4 bytes more.
        Path out = changed("without-total-size", c -> c.create("big.weight", "new", (byte) 3, 3, 4));
        assertIndex(
                out,
                "pytorch_model.bin.index.json",
                "without-total-size",
                "\"big.weight\": \"pytorch_model-00002-of-00003.bin\"",
                "\"big.weight\": \"pytorch_model-00002-of-00003.bin\", \"new\": \"pytorch_model-00002-of-00003.bin\"");
    }

    @Test
    void aTensorCreatedBeforeAllGoesToTheFirstShard() throws IOException {
        Path out = changed("without-total-size", c -> c.create("", "new", (byte) 3, 3, 4));
        assertIndex(
                out,
                "pytorch_model.bin.index.json",
                "without-total-size",
                "{\"n\": ",
                "{\"new\": \"pytorch_model-00001-of-00003.bin\", \"n\": ");
    }

    @Test
    void totalsAreCountedAnewInTheirType() throws IOException {
        // 546 bytes less the 9 numbers of 4 bytes.
        Path out = changed("float-total-size", c -> c.drop("a.weight"));
        assertIndex(
                out,
                "pytorch_model.bin.index.json",
                "float-total-size",
                "546.0",
                "510.0",
                "        \"a.weight\": \"pytorch_model-00003-of-00003.bin\",\n",
                "");
        // 888 numbers of 4 bytes; 8 more.
        out = changed("three-shards", c -> c.content(NORM, (byte) 3, 16));
        assertIndex(
                out,
                INDEX,
                "three-shards",
                "\"total_parameters\": 888",
                "\"total_parameters\": 896",
                "\"total_size\": 3552",
                "\"total_size\": 3584");
    }

    @Test
    void aTiedPairIsCountedOnce() throws IOException {
        // emb.weight and head.weight are one storage of 6 x 4 numbers: the total stays until both are gone.
        Path one = changed("bin-shards", c -> c.drop("head.weight"));
        assertThat(Files.readString(one.resolve("pytorch_model.bin.index.json")))
                .contains("\"total_size\": 546");
        Path both = changed("bin-shards", c -> c.drop("head.weight").drop("emb.weight"));
        assertThat(Files.readString(both.resolve("pytorch_model.bin.index.json")))
                .contains("\"total_size\": 450");
    }

    @Test
    void aShardThatLosesItsLastTensorGoesAndTheOthersAreNumberedAnew() throws IOException {
        Path out = changed("three-shards", c -> c.drop(EMBEDDING));
        assertThat(Folders.contents(out).keySet())
                .containsExactly(
                        "config.json",
                        "generation_config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        INDEX);
        Map<String, String> source = Folders.contents(Folders.golden("three-shards"));
        Map<String, String> result = Folders.contents(out);
        assertThat(result.get("model-00001-of-00002.safetensors"))
                .isEqualTo(source.get("model-00002-of-00003.safetensors"));
        assertThat(result.get("model-00002-of-00002.safetensors"))
                .isEqualTo(source.get("model-00003-of-00003.safetensors"));
        assertThat(tensors(out)).hasSize(10);
    }

    @Test
    void legacyNamesAreNumberedAnewInTheirStyle() throws IOException {
        assertThat(paths("fp16-legacy", c -> c.drop(EMBEDDING)))
                .contains("model-00001-of-00002.fp16.safetensors", "model-00002-of-00002.fp16.safetensors");
    }

    @Test
    void aFolderWithoutATensorIsRefused() throws IOException {
        try (Checkpoint c = Formats.open(Folders.golden("diffusers"))) {
            Changes changes = Changes.of(c);
            c.tensors().forEach(t -> changes.drop(t.name().key()));
            assertThatThrownBy(() -> Formats.assembler(c).assemble(changes.revision()))
                    .isInstanceOf(RegraftException.class)
                    .hasMessageContaining("no tensor would be left");
        }
    }

    @Test
    void aValueOfAllShardsChangesInAll() throws IOException {
        Path out = changed("three-shards", c -> c.set(new Plain.Text("mine"), "__metadata__", "by"));
        try (Checkpoint c = Formats.open(out)) {
            assertThat(((FolderCheckpoint) c).shards())
                    .hasSize(3)
                    .allSatisfy(s -> assertThat(s.checkpoint().values())
                            .isEqualTo(Map.of(
                                    TensorName.of("__metadata__", "format"),
                                    new Value.Text("pt"),
                                    TensorName.of("__metadata__", "by"),
                                    new Value.Text("mine"))));
        }
        assertThat(Files.readString(out.resolve(INDEX)))
                .isEqualTo(Files.readString(Folders.golden("three-shards").resolve(INDEX)));
    }

    @Test
    void shardsThatDisagreeAreNoted() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Path shard = folder.resolve("model-00002-of-00003.safetensors");
        byte[] bytes = Files.readAllBytes(shard);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).replace("\"pt\"", "\"tf\"");
        Files.write(shard, text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.values()).containsEntry(TensorName.of("__metadata__", "format"), new Value.Text("pt"));
            assertThat(c.notes())
                    .contains("__metadata__/format is 'pt' in model-00001-of-00003.safetensors and 'tf' in"
                            + " model-00002-of-00003.safetensors; the first is shown");
        }
    }

    @Test
    void aNewValueOfTheRootGoesToTheFirstShard() throws IOException {
        Path out = changed("bin-shards", c -> c.set(new Plain.Int(java.math.BigInteger.TEN), "epoch"));
        List<Integer> holders = new ArrayList<>();
        try (Checkpoint c = Formats.open(out)) {
            for (FolderCheckpoint.Shard s : ((FolderCheckpoint) c).shards()) {
                holders.add(s.checkpoint().values().size());
            }
        }
        assertThat(holders).containsExactly(1, 0, 0);
    }

    @Test
    void newBytesOfAFileTakeItsPlace() throws IOException {
        Path out = changed("one-file", c -> c.file("config.json", "{}\n").file("sub/new.txt", "x"));
        Map<String, String> expected = Folders.contents(Folders.golden("one-file"));
        expected.put("config.json", "{}\n");
        expected.put("sub/new.txt", "x");
        assertThat(Folders.contents(out)).isEqualTo(expected);
    }

    @Test
    void newBytesForWeightsAreRefused() {
        for (String path : List.of(INDEX, "model-00001-of-00003.safetensors")) {
            refusedFile(path, "it holds weights or says where they are");
        }
        for (String path : List.of("../a", "/a", "a//b", "a/./b", "")) {
            refusedFile(path, "it is no path in the folder");
        }
    }

    private void refusedFile(String path, String message) {
        assertThatThrownBy(() -> changed("three-shards", c -> c.file(path, "x")))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining(message)
                .satisfies(
                        e -> assertThat(((RegraftException) e).first().kind()).isEqualTo(Kind.MIGRATION));
    }

    @Test
    void weightsForOtherFrameworksAreLeftOutOnceAnythingChanges() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Files.writeString(folder.resolve("pytorch_model.bin"), "stale");
        Files.writeString(folder.resolve("tf_model.h5"), "stale");
        try (Checkpoint c = Formats.open(folder)) {
            Changes changes = Changes.of(c);
            assertThat(Formats.assembler(c).assemble(changes.revision()).files().stream()
                            .map(OutputFile::path))
                    .contains("pytorch_model.bin", "tf_model.h5");
            changes.content(NORM, (byte) 3);
            assertThat(Formats.assembler(c).assemble(changes.revision()).files().stream()
                            .map(OutputFile::path))
                    .doesNotContain("pytorch_model.bin", "tf_model.h5")
                    .hasSize(6);
        }
    }

    @Test
    void aCopyOfAFolderWithTwoVariantsIsOpenedByTheSameOne() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        for (String path : Folders.contents(Folders.golden("fp16-variant")).keySet()) {
            if (path.contains("fp16")) {
                Files.copy(Folders.golden("fp16-variant").resolve(path), folder.resolve(path));
            }
        }
        try (Checkpoint c = Formats.open(folder.resolve("model.safetensors.index.fp16.json"))) {
            Path out = Folders.write(
                    Formats.assembler(c).assemble(Changes.of(c).revision()), Map.of(), parent.resolve("copy"));
            try (Checkpoint again = Formats.openWritten(out, "out", c)) {
                assertThat(again.name()).isEqualTo("out");
                assertThat(again.facts()).isEqualTo(c.facts());
            }
        }
    }

    @Test
    void aShardThatSharesAContentHasItOnce() throws IOException {
        Path out = changed(
                "bin-shards",
                c -> c.content("emb.weight", (byte) 3).drop("head.weight").copy("emb.weight", "x"));
        try (Checkpoint c = Formats.open(out)) {
            assertThat(c.tensor(TensorName.of("x")).orElseThrow().view())
                    .isEqualTo(
                            c.tensor(TensorName.of("emb.weight")).orElseThrow().view());
        }
    }

    private Path changed(String golden, UnaryOperator<Changes> how) throws IOException {
        try (Checkpoint c = Formats.open(Folders.golden(golden))) {
            Changes changes = how.apply(Changes.of(c));
            return Folders.write(
                    Formats.assembler(c).assemble(changes.revision()),
                    changes.contents(),
                    Files.createTempDirectory(parent, "out"));
        }
    }

    private static List<String> paths(String golden, UnaryOperator<Changes> how) throws IOException {
        try (Checkpoint c = Formats.open(Folders.golden(golden))) {
            return Formats.assembler(c).assemble(how.apply(Changes.of(c)).revision()).files().stream()
                    .map(OutputFile::path)
                    .toList();
        }
    }

    /** The index is the source's with some texts replaced, and the folder opens. */
    private static void assertIndex(Path out, String index, String golden, String... replaced) throws IOException {
        String expected = Files.readString(Folders.golden(golden).resolve(index));
        for (int i = 0; i < replaced.length; i += 2) {
            assertThat(expected).contains(replaced[i]);
            expected = expected.replace(replaced[i], replaced[i + 1]);
        }
        assertThat(Files.readString(out.resolve(index))).isEqualTo(expected);
        Formats.open(out).close();
    }
}
