package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Materialised;
import io.regraft.format.TensorBytes;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;

/** Edits of files that torch wrote. What torch makes of such results is asked in the interop scripts. */
class RewriteTest {

    private static List<String> names(Checkpoint c) {
        return c.tensors().stream().map(t -> t.name().text()).toList();
    }

    private static Tensor tensor(Checkpoint c, String name) {
        return c.tensor(TensorName.parse(name).orElseThrow()).orElseThrow();
    }

    private static String storage(Checkpoint c, String name) {
        return tensor(c, name).view().orElseThrow().storage().id();
    }

    private static List<String> records(Checkpoint c) {
        TorchArchive archive = ((PyTorchCheckpoint) c).archive();
        return archive.records().stream().map(archive::relative).toList();
    }

    @Test
    void aComputedTensorKeepsItsRecordAndItsPlace() throws IOException {
        Edit edit = new Edit("03-twelve-storages.pt").compute("layer.3", DType.FLOAT32, 0, 9);
        try (Checkpoint c = edit.result()) {
            assertThat(records(c)).isEqualTo(records(edit.before));
            assertThat(tensor(c, "layer.3").type()).hasToString("float32 [9]");
            assertThat(TensorBytes.of(tensor(c, "layer.3"))).isEqualTo(edit.contents.get(0));
        }
    }

    @Test
    void aDroppedTensorsRecordGoes() throws IOException {
        try (Checkpoint c = new Edit("03-twelve-storages.pt").drop("layer.5").result()) {
            assertThat(records(c)).doesNotContain("data/5").contains("data/0", "data/11", ".format_version");
            assertThat(names(c)).hasSize(11).doesNotContain("layer.5");
        }
    }

    @Test
    void withoutRecordZeroNoLoadMayComputeOffsets() throws IOException {
        try (Checkpoint c = new Edit("03-twelve-storages.pt").drop("layer.0").result()) {
            assertThat(records(c)).doesNotContain(".format_version", "data/0").contains(".storage_alignment");
        }
    }

    @Test
    void aNewTensorsRecordStandsInOrderOfUse() throws IOException {
        Edit edit = new Edit("03-twelve-storages.pt").createAfter("layer.1", "new", 0, 2, 2);
        try (Checkpoint c = edit.result()) {
            assertThat(names(c)).startsWith("layer.0", "layer.1", "new", "layer.2");
            assertThat(records(c)).containsSubsequence("data/1", "data/12", "data/2", "data/11");
        }
    }

    @Test
    void oneNameOfATiedPairGetsAStorageOfItsOwn() throws IOException {
        Edit edit = new Edit("09-tied.pt").compute("a.weight", DType.FLOAT32, 0, 3, 2);
        try (Checkpoint c = edit.result()) {
            assertThat(storage(c, "a.weight")).isNotEqualTo(storage(c, "b.weight"));
            assertThat(storage(c, "b.weight")).isEqualTo(storage(c, "c.weight")).isEqualTo(storage(c, "d.row"));
            assertThat(TensorBytes.of(tensor(c, "b.weight")))
                    .isEqualTo(TensorBytes.of(tensor(edit.before, "b.weight")));
        }
    }

    @Test
    void bothNamesOfATiedPairStayTied() throws IOException {
        Edit edit = new Edit("09-tied.pt")
                .compute("emb.weight", DType.FLOAT32, 0, 5, 2)
                .compute("head.weight", DType.FLOAT32, 0, 5, 2);
        try (Checkpoint c = edit.result()) {
            assertThat(storage(c, "emb.weight")).isEqualTo(storage(c, "head.weight"));
            assertThat(tensor(c, "head.weight").type()).hasToString("float32 [5, 2]");
        }
    }

    @Test
    void aSharedCopySeesTheSameStorage() throws IOException {
        try (Checkpoint c = new Edit("01-state-dict-metadata.pt")
                .share("head.weight", "tied.weight")
                .result()) {
            assertThat(tensor(c, "tied.weight").view())
                    .isEqualTo(tensor(c, "head.weight").view());
        }
    }

    @Test
    void aCastToATypeWithoutStorageClassAndBackIsRebuiltByTheOtherFunction() throws IOException {
        try (Checkpoint c = new Edit("03-twelve-storages.pt")
                .compute("layer.1", DType.UINT16, 0, 2)
                .result()) {
            assertThat(tensor(c, "layer.1").type()).hasToString("uint16 [2]");
        }
        try (Checkpoint c = new Edit("15-unsigned.pt")
                .compute("uint64", DType.INT64, 0, 3, 2)
                .result()) {
            assertThat(tensor(c, "uint64").type()).hasToString("int64 [3, 2]");
        }
    }

    @Test
    void aTransposedTensorBecomesContiguous() throws IOException {
        try (Checkpoint c = new Edit("09-views.pt")
                .compute("transposed", DType.FLOAT32, 0, 3, 2)
                .result()) {
            assertThat(tensor(c, "transposed").isWholeStorage()).isTrue();
        }
    }

    @Test
    void metadataFollowsAStemThatMovesAsAWhole() throws IOException {
        byte[] result = new Edit("01-state-dict-metadata.pt")
                .rename("head.weight", "tail.weight")
                .bytes();
        byte[] pickle = TorchZip.of(result).record("01-state-dict-metadata/data.pkl");
        String text = new String(pickle, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text).contains("X\4\0\0\0tail").doesNotContain("X\4\0\0\0head");
    }

    @Test
    void checksumsThatTheSourceLacksAreNotInvented() throws IOException {
        Edit edit = new Edit("07-no-crc.pt").compute("emb.weight", DType.FLOAT32, 0, 9, 3);
        try (Checkpoint c = edit.result()) {
            assertThat(((PyTorchCheckpoint) c).archive().records())
                    .extracting(ZipRecord::crc32)
                    .containsOnly(0L);
        }
    }

    @Test
    void aBigEndianFileStaysOne() throws IOException {
        Edit edit = new Edit("22-big-endian.pt").compute("i8", DType.INT64, 0, 5);
        try (Checkpoint c = edit.result()) {
            assertThat(c.facts()).containsEntry("byte order", "big");
            assertThat(TensorBytes.of(tensor(c, "i8"))).isEqualTo(edit.contents.get(0));
            assertThat(TensorBytes.of(tensor(c, "f4"))).isEqualTo(TensorBytes.of(tensor(edit.before, "f4")));
        }
    }

    @Test
    void anotherReaderFindsEveryChecksumRight() throws IOException {
        byte[] result = new Edit("09-tied.pt")
                .compute("a.weight", DType.FLOAT32, 0, 3, 2)
                .drop("emb.weight")
                .bytes();
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(result))
                .get()) {
            for (ZipArchiveEntry e :
                    (Iterable<ZipArchiveEntry>) () -> zip.getEntries().asIterator()) {
                byte[] content = zip.getInputStream(e).readAllBytes();
                assertThat(Materialised.crc(content)).as(e.getName()).isEqualTo(e.getCrc());
                assertThat(e.getDataOffset() % 64).as(e.getName()).isZero();
            }
        }
    }

    @Test
    void whatCantBeDoneIsRefusedByName() throws IOException {
        assertRefused(new Edit("24-tensor-list.pt").drop("1"), "'1'", "item of a list");
        assertRefused(new Edit("24-tensor-list.pt").rename("1", "one"), "'1'", "its place in a list");
        assertRefused(new Edit("24-integer-keys.pt").rename("0", "zero"), "'0'", "no text");
        assertRefused(new Edit("15-sparse-coo.pt").compute("loose", DType.FLOAT32, 0, 4, 3), "'loose'", "sparse_coo");
        assertRefused(new Edit("15-quantised.pt").compute("tensor", DType.QUINT8, 0, 3, 2), "'tensor'", "qint8 alone");
        assertRefused(new Edit("22-big-endian.pt").compute("u2", DType.UINT16, 0, 4), "'u2'", "big-endian");
        assertRefused(new Edit("11-shared-container.pt").drop("best/w"), "w'", "under several names");
        assertRefused(
                new Edit("11-model-and-ema.pt").rename("model/head.weight", "new/head.weight"),
                "'new/head.weight'",
                "no container 'new'");
        assertRefused(
                new Edit("11-model-and-ema.pt").rename("model/head.weight", "epoch"),
                "'epoch'",
                "no tensor has this name");
    }

    private static void assertRefused(Edit edit, String... pieces) {
        assertThatThrownBy(edit::bytes)
                .isInstanceOf(RegraftException.class)
                .satisfies(e -> Arrays.stream(pieces).forEach(p -> assertThat(e).hasMessageContaining(p)));
    }

    @Test
    void namesOtherThanTheDroppedOnesKeepTheirValues() throws IOException {
        Edit edit = new Edit("11-model-and-ema.pt")
                .rename("ema/encoder.weight", "ema/e.weight")
                .drop("model/encoder.bias");
        try (Checkpoint c = edit.result()) {
            assertThat(names(c))
                    .containsExactly(
                            "model/encoder.weight",
                            "model/head.weight",
                            "ema/e.weight",
                            "ema/encoder.bias",
                            "ema/head.weight");
            assertThat(c.values()).isEqualTo(edit.before.values());
        }
    }
}
