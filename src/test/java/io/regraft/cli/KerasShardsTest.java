package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shards of Keras are one checkpoint, and their index says where things are afterwards. */
class KerasShardsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/hdf5/keras/shards");
    private static final String INDEX = "model.weights.json";

    @TempDir
    Path folder;

    private Path shards;

    @BeforeEach
    void copy() throws IOException {
        shards = Files.createDirectory(folder.resolve("shards"));
        try (Stream<Path> files = Files.list(GOLDEN)) {
            for (Path f : files.toList()) {
                Files.copy(f, shards.resolve(f.getFileName()));
            }
        }
    }

    private Path migrate(Path input, String steps) throws IOException {
        Path yaml = Files.writeString(folder.resolve("fix.yaml"), "regraft: 1\nid: fix\nsteps:\n" + steps);
        Path out = folder.resolve("out");
        Ended ended = Ended.run("migrate", input.toString(), "-m", yaml.toString(), "-o", out.toString());
        assertThat(ended.code()).as(ended.printed()).isZero();
        assertThat(Ended.run("verify", out.toString(), "--source", input.toString())
                        .code())
                .isZero();
        return out;
    }

    private String index(Path of) throws IOException {
        return Files.readString(of.resolve(INDEX));
    }

    @Test
    void theFolderAndItsIndexAreTheSameCheckpoint() throws IOException {
        try (Checkpoint byFolder = Formats.open(shards);
                Checkpoint byIndex = Formats.open(shards.resolve(INDEX))) {
            assertThat(byFolder.tensors()).hasSize(14);
            assertThat(byIndex.tensors())
                    .extracting(Tensor::name)
                    .containsExactlyElementsOf(
                            byFolder.tensors().stream().map(Tensor::name).toList());
            assertThat(byFolder.facts()).containsEntry("layout", "6 shards by model.weights.json");
        }
    }

    @Test
    void nothingChangedIsTheSameBytes() throws IOException {
        Path out = migrate(shards, "  []\n");
        for (Path f : List.of(Path.of(INDEX), Path.of("model_00000.weights.h5"), Path.of("model_00005.weights.h5"))) {
            assertThat(Files.mismatch(out.resolve(f), shards.resolve(f))).isEqualTo(-1);
        }
    }

    @Test
    void rowsChangeTheTotalAndNothingElseOfTheIndex() throws IOException {
        Path out = migrate(shards, "  - pad: {tensors: layers/dense/vars/1, size: 25, init: zeros}\n");
        assertThat(index(out)).isEqualTo(index(shards).replace("\"total_size\": 8504.0", "\"total_size\": 8508.0"));
        assertThat(Files.mismatch(out.resolve("model_00001.weights.h5"), shards.resolve("model_00001.weights.h5")))
                .isEqualTo(-1);
    }

    @Test
    void aGroupThatIsRenamedKeepsItsPlaceInTheIndex() throws IOException {
        Path out = migrate(
                shards.resolve(INDEX),
                "  - rename: {from: 'layers/dense/vars/*', to: 'layers/dense_5/vars/*', scope: path}\n");
        assertThat(index(out)).isEqualTo(index(shards).replace("/layers/dense/vars", "/layers/dense_5/vars"));
    }

    @Test
    void aGroupThatIsDroppedLeavesIt() throws IOException {
        Path out = migrate(shards, "  - drop: {tensors: 'optimizer/**'}\n");
        assertThat(index(out)).doesNotContain("optimizer").contains("\"total_size\": 2832.0");
        try (Checkpoint result = Formats.open(out)) {
            assertThat(result.tensors()).hasSize(4);
        }
    }

    @Test
    void oneVariableOfAGroupLeavesItsFilesThatHaveOthers() throws IOException {
        Path out = migrate(shards, "  - drop: {tensors: 'optimizer/vars/{6,7}'}\n");
        try (Checkpoint before = Formats.open(shards);
                Checkpoint after = Formats.open(out)) {
            assertThat(after.tensors()).hasSize(before.tensors().size() - 2);
        }
    }

    @Test
    void theyBecomeOneFileAndOtherFormats() throws IOException {
        for (String name : List.of("one.weights.h5", "one.safetensors", "one.pt")) {
            Path one = folder.resolve(name);
            Ended ended = Ended.run("convert", shards.toString(), "-o", one.toString(), "--lossy");
            assertThat(ended.code()).as(ended.printed()).isZero();
            assertThat(Ended.run("verify", one.toString(), "--source", shards.toString())
                            .code())
                    .isZero();
        }
        assertThat(Ended.run(
                                "convert",
                                shards.toString(),
                                "-o",
                                folder.resolve("cut").toString(),
                                "--to",
                                "hdf5",
                                "--shard-size",
                                "1MB")
                        .printed())
                .contains("no loader takes shards of hdf5 that are cut so");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_00005.weights.h5 | model_00009.weights.h5 | missing: model_00009.weights.h5",
                "model_00005.weights.h5 | ../model_00005.weights.h5 | plain names of .weights.h5 files",
                "model_00005.weights.h5 | model_00005.safetensors | plain names of .weights.h5 files",
                "\"/layers/dense/vars\" | \"/layers/dense_3/vars\" | that it does not lead to: /layers/dense/vars in",
                "\"weight_map\": { | \"weight_map\": {\"/vars\": \"model_00000.weights.h5\", | none of /vars in",
                "\"weight_map\": { | \"weight_map\": {\"/layers/dense/vars\": 7, | the JSON of an index",
                "\"weight_map\" | \"weights\" | a weight_map that names groups",
                "\"metadata\": { | \"metadata\": [ | the JSON of an index",
            })
    void anIndexThatIsNotTrueIsRefused(String what, String by, String message) throws IOException {
        String text = index(shards);
        assertThat(text).contains(what);
        Files.writeString(shards.resolve(INDEX), text.replace(what, by));
        Ended ended = Ended.run("inspect", shards.resolve(INDEX).toString());
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.printed()).contains(message).contains(INDEX);
    }

    @Test
    void aShardThatIsLeftOfAnotherSaveIsRefused() throws IOException {
        Files.copy(shards.resolve("model_00000.weights.h5"), shards.resolve("model_00006.weights.h5"));
        Ended ended = Ended.run("inspect", shards.toString());
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.printed())
                .contains("model_00006.weights.h5")
                .contains("which is in model_00000.weights.h5 too");
    }

    @Test
    void aShardOfAnotherFormatIsRefused() throws IOException {
        Files.copy(
                Path.of("samples/llama/model/model-00001-of-00003.safetensors"),
                shards.resolve("model_00006.weights.h5"));
        assertThat(Ended.run("inspect", shards.toString()).printed())
                .contains("a file of hdf5")
                .contains("safetensors");
    }
}
