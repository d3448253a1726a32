package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.FormatContract.Hostile;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.TensorBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of Keras 3 with other weights: the rest of the archive is as it was. */
class KerasArchiveTest {

    private static final TensorName KERNEL = Edited.name("layers/dense_1/vars/0");

    @TempDir
    Path folder;

    private static byte[] model() {
        try {
            return Files.readAllBytes(Goldens.FOLDER.resolve("keras/model.keras"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KerasCheckpoint open(byte[] file) throws IOException {
        return (KerasCheckpoint) new KerasFormat().open(new MemoryInput("m.keras", file), Limits.DEFAULT);
    }

    /** The model with a kernel of this many units. */
    static byte[] withUnits(byte[] file, int units, byte[] content) throws IOException {
        KerasCheckpoint source = open(file);
        List<Revised> tensors = new ArrayList<>();
        for (Tensor t : source.tensors()) {
            TensorType type = Edits.type(DType.FLOAT32, 3, units);
            tensors.add(
                    t.name().equals(KERNEL)
                            ? new Revised(t.name(), Optional.of(t), type, OptionalInt.of(0))
                            : Revised.untouched(t));
        }
        return Materialised.of(new KerasFormat().assemble(new Revision(source, tensors)), Map.of(0, content));
    }

    private static byte[] content(int units) {
        byte[] content = new byte[12 * units];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 60);
        }
        return content;
    }

    @Test
    void factsAreThoseOfTheArchiveAndTheFile() throws IOException {
        assertThat(open(model()).facts()).containsEntry("keras", "3.15.1").containsEntry("superblock", "version 0");
        assertThat(open(model()).tensors())
                .extracting(t -> t.name() + " " + t.type())
                .containsExactly(
                        "layers/dense/vars/0 float32 [4, 3]",
                        "layers/dense/vars/1 float32 [3]",
                        "layers/dense_1/vars/0 float32 [3, 2]",
                        "layers/dense_1/vars/1 float32 [2]");
    }

    @Test
    void theWeightsGrowAndTheOtherEntriesStay() throws IOException {
        for (int units : new int[] {2, 5, 300}) {
            byte[] changed = withUnits(model(), units, content(units));
            Map<String, byte[]> before = entries(model());
            Map<String, byte[]> after = entries(changed);
            assertThat(after.keySet()).containsExactlyElementsOf(before.keySet());
            assertThat(after.get("config.json")).isEqualTo(before.get("config.json"));
            assertThat(after.get("metadata.json")).isEqualTo(before.get("metadata.json"));
            assertThat(TensorBytes.of(open(changed).tensor(KERNEL).orElseThrow()))
                    .isEqualTo(content(units));
        }
    }

    @Test
    void aChangedModelIsChangedAgain() throws IOException {
        byte[] twice = withUnits(withUnits(model(), 7, content(7)), 4, content(4));
        assertThat(entries(twice).keySet())
                .containsExactlyElementsOf(entries(model()).keySet());
        assertThat(TensorBytes.of(open(twice).tensor(KERNEL).orElseThrow())).isEqualTo(content(4));
    }

    @Test
    void recordsBehindTheWeightsMove() throws IOException {
        Map<String, byte[]> more = entries(model());
        more.put("assets/vocabulary.txt", "one two".getBytes(StandardCharsets.UTF_8));
        byte[] changed = withUnits(zip(more), 9, content(9));
        assertThat(entries(changed).get("assets/vocabulary.txt")).isEqualTo(more.get("assets/vocabulary.txt"));
        assertThat(TensorBytes.of(open(changed).tensor(KERNEL).orElseThrow())).isEqualTo(content(9));
    }

    /** As Java's reader gives them, which checks every CRC. */
    private Map<String, byte[]> entries(byte[] archive) throws IOException {
        Path file = folder.resolve("x.zip");
        Files.write(file, archive);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry e : zip.stream().map(e -> (ZipEntry) e).toList()) {
                byte[] content = zip.getInputStream(e).readAllBytes();
                assertThat(crc(content)).as(e.getName()).isEqualTo(e.getCrc());
                entries.put(e.getName(), content);
            }
        }
        return entries;
    }

    private static long crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(e.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(e.getValue().length);
                entry.setCrc(crc(e.getValue()));
                zip.putNextEntry(entry);
                zip.write(e.getValue());
            }
        }
        return out.toByteArray();
    }

    static List<Hostile> hostile() {
        return List.of(
                new Hostile("cut.keras", () -> Arrays.copyOf(model(), 8_000), "zip directory"),
                new Hostile("text.keras", () -> changed("text of no format at all"), "the signature of an HDF5 file"),
                new Hostile("empty.keras", () -> changed(""), "the signature of an HDF5 file"));
    }

    private static byte[] changed(String weights) {
        try {
            return zip(Map.of(KerasFormat.WEIGHTS, weights.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
