package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.TensorBytes;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import io.regraft.testing.MemoryCheckpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchComposerTest {

    private final TorchComposer composer = new TorchComposer();

    /** Fixtures that are a dict of tensors, all in C order, each a storage. */
    @ParameterizedTest
    @ValueSource(strings = {"12-ordered-0001.pt", "24-single-tensor.pt"})
    void thePickleIsTheOneThatTorchWrote(String fixture) throws IOException {
        try (Checkpoint golden = open(Files.readAllBytes(Goldens.file(fixture)))) {
            byte[] composed = Materialised.of(composer.compose(Revision.unchanged(golden)), Map.of());
            assertThat(pickle(composed)).isEqualTo(pickle(Files.readAllBytes(Goldens.file(fixture))));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"QINT8", "QUINT8", "QINT32", "QUINT4X2", "QUINT2X4", "FLOAT6_E2M3FN_X4", "FLOAT6_E3M2FN_X4"})
    void everyDTypeComesBack(DType dtype) throws IOException {
        byte[] content = new byte[6 * dtype.bytes()];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i + 1);
        }
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .bytes("w", dtype, Shape.of(2, 3), content)
                .bytes("none", dtype, Shape.of(0, 3), new byte[0])
                .build();
        try (Checkpoint read = composed(Revision.unchanged(source))) {
            assertThat(described(read)).isEqualTo(described(source));
            assertThat(TensorBytes.of(read.tensors().get(0))).isEqualTo(content);
            assertThat(read.code().weightsOnly()).isTrue();
            assertThat(read.facts()).containsEntry("byte order", "little");
        }
    }

    @Test
    void namesOfSeveralPartsAreDictsInEachOther() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("model/enc.weight", 2, 3)
                .counting("model/enc.bias", 2)
                .counting("ema/model/enc.weight", 1)
                .build();
        try (Checkpoint read = composed(Revision.unchanged(source))) {
            assertThat(described(read)).isEqualTo(described(source));
            assertThat(read.containers())
                    .isEqualTo(Map.of(
                            TensorName.ROOT,
                            new Value.Container("dict", 2),
                            TensorName.of("model"),
                            new Value.Container("OrderedDict", 2),
                            TensorName.of("ema"),
                            new Value.Container("dict", 1),
                            TensorName.of("ema", "model"),
                            new Value.Container("OrderedDict", 1)));
        }
    }

    @Test
    void untouchedTensorsThatOverlapShareAStorageCutToWhatTheySee() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("all", 100)
                .view("rows", "all", Shape.of(4, 5), 20, 5, 1)
                .view("half", "all", Shape.of(10), 30, 1)
                .tied("rows.too", "rows")
                .view("apart", "all", Shape.of(3), 90, 1)
                .build();
        List<Revised> chosen = source.tensors().stream()
                .filter(t -> !t.name().key().equals("all"))
                .map(Revised::untouched)
                .toList();
        try (Checkpoint read = composed(new Revision(source, chosen))) {
            Map<String, String> places = new LinkedHashMap<>();
            read.tensors().forEach(t -> {
                View v = t.view().orElseThrow();
                places.put(
                        t.name().key(),
                        v.storage().id() + " + " + v.offset() + " of "
                                + v.storage().bytes());
            });
            assertThat(places)
                    .isEqualTo(Map.of(
                            "rows", "archive/data/0 + 0 of 80",
                            "half", "archive/data/0 + 10 of 80",
                            "rows.too", "archive/data/0 + 0 of 80",
                            "apart", "archive/data/1 + 0 of 12"));
            for (Tensor t : read.tensors()) {
                assertThat(TensorBytes.of(t))
                        .isEqualTo(TensorBytes.of(source.tensor(t.name()).orElseThrow()));
            }
        }
    }

    @Test
    void tensorsOfOneContentShareAStorage() throws IOException {
        MemoryCheckpoint source =
                MemoryCheckpoint.builder().counting("a", 2).tied("b", "a").build();
        List<Revised> computed = source.tensors().stream()
                .map(t -> new Revised(t.name(), Optional.of(t), t.type(), OptionalInt.of(0)))
                .toList();
        byte[] content = {1, 2, 3, 4, 5, 6, 7, 8};
        byte[] bytes = Materialised.of(composer.compose(new Revision(source, computed)), Map.of(0, content));
        try (Checkpoint read = open(bytes)) {
            assertThat(read.tensors()).hasSize(2).allSatisfy(t -> {
                assertThat(t.view().orElseThrow().storage().id()).isEqualTo("archive/data/0");
                assertThat(TensorBytes.of(t)).isEqualTo(content);
            });
        }
    }

    @Test
    void plainValuesStandBesideTheTensors() throws IOException {
        MemoryCheckpoint source =
                MemoryCheckpoint.builder().counting("model/w", 2).build();
        Revision revision = new Revision(
                source,
                Revision.unchanged(source).tensors(),
                List.of(
                        set("epoch", new Plain.Int(BigInteger.TWO.pow(70))),
                        set("config/name", new Plain.Text("voice é")),
                        set("config/lr", new Plain.Real(0.5)),
                        set("config/none", new Plain.None()),
                        set("config/on", new Plain.Bool(true)),
                        set(
                                "config/layers",
                                new Plain.Items(
                                        List.of(new Plain.Int(BigInteger.ONE), new Plain.Int(BigInteger.TEN))))),
                Map.of());
        try (Checkpoint read = composed(revision)) {
            assertThat(read.values())
                    .isEqualTo(Map.of(
                            TensorName.of("epoch"), new Value.Int(BigInteger.TWO.pow(70)),
                            TensorName.of("config", "name"), new Value.Text("voice é"),
                            TensorName.of("config", "lr"), new Value.Real(0.5),
                            TensorName.of("config", "none"), new Value.None(),
                            TensorName.of("config", "on"), new Value.Bool(true),
                            TensorName.of("config", "layers", "0"), new Value.Int(BigInteger.ONE),
                            TensorName.of("config", "layers", "1"), new Value.Int(BigInteger.TEN)));
        }
    }

    @Test
    void batchesAndLongMemoIndicesComeBack() throws IOException {
        for (int n : new int[] {999, 1_000, 1_001, 2_000}) {
            MemoryCheckpoint.Builder builder = MemoryCheckpoint.builder();
            for (int i = 0; i < n; i++) {
                builder.counting("layer." + i, 1);
            }
            MemoryCheckpoint source = builder.build();
            try (Checkpoint read = composed(Revision.unchanged(source))) {
                assertThat(described(read)).isEqualTo(described(source));
            }
        }
    }

    @Test
    void aNameThatIsInTheWayOfAnotherIsRefused() {
        MemoryCheckpoint source =
                MemoryCheckpoint.builder().counting("a", 1).counting("a/b", 1).build();
        assertThatThrownBy(() -> composer.compose(Revision.unchanged(source)))
                .isInstanceOf(RegraftException.class)
                .hasMessage("g.pt: tensor 'a/b': 'a' is in the way, which holds nothing."
                        + " Rename or drop one of them first.");
    }

    @Test
    void containersBeyondWhatPythonCanPickleAreRefused() {
        MemoryCheckpoint source =
                MemoryCheckpoint.builder().counting("a/".repeat(1_000) + "w", 1).build();
        assertThatThrownBy(() -> composer.compose(Revision.unchanged(source)))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("expected at most 300 containers in each other, found 1,001");
    }

    private static ValueEdit set(String path, Plain value) {
        return new ValueEdit(TensorName.parse(path).orElseThrow(), Optional.of(value), new Where.OnCommandLine("test"));
    }

    private Checkpoint composed(Revision revision) throws IOException {
        return open(Materialised.of(composer.compose(revision), Map.of()));
    }

    private static Checkpoint open(byte[] bytes) throws IOException {
        return new PyTorchFormat().open(new MemoryInput("x", bytes), Limits.DEFAULT);
    }

    private static List<String> described(Checkpoint c) {
        return c.tensors().stream().map(t -> t.name() + " " + t.type()).toList();
    }

    private static byte[] pickle(byte[] archive) throws IOException {
        TorchArchive torch = TorchArchive.open(new MemoryInput("x", archive), Limits.DEFAULT);
        var content = torch.zip().content(torch.find(TorchArchive.PICKLE).orElseThrow());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }
}
