package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Assembly;
import io.regraft.format.Format;
import io.regraft.format.Formats;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.TensorBytes;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import io.regraft.testing.MemoryCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New HDF5 files hold what they are made of, as we and as jHDF read them. */
class ComposedFileTest {

    @TempDir
    Path folder;

    static List<Composed> all() {
        List<Composed> all = Composed.all();
        assertThat(all).hasSizeGreaterThan(40);
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void holdsItsTensorsAndValues(Composed file) throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        file.expected().forEach((name, t) -> wanted.put(name.text(), t.type() + " " + t.content()));
        assertThat(Edited.found(file.bytes())).isEqualTo(wanted);
        try (Hdf5Checkpoint result = Edited.open(file.bytes())) {
            for (ValueEdit e : file.values()) {
                Plain value = e.value().orElseThrow();
                if (value instanceof Plain.Items items) {
                    for (int i = 0; i < items.values().size(); i++) {
                        assertThat(result.values().get(e.path().child(Integer.toString(i))))
                                .isEqualTo(items.values().get(i).leaf().orElseThrow());
                    }
                } else {
                    assertThat(result.values().get(e.path()))
                            .isEqualTo(value.leaf().orElseThrow());
                }
            }
        }
    }

    /** jHDF opens no group that holds opaque bytes without a tag, as bfloat16 of Keras is. */
    @ParameterizedTest
    @MethodSource("all")
    void jhdfReadsTheSame(Composed file) throws IOException {
        if (file.expected().values().stream().anyMatch(t -> t.type().dtype() == DType.BFLOAT16)) {
            return;
        }
        try (HdfFile hdf = jhdf(file.bytes())) {
            file.expected().forEach((name, t) -> {
                var d = SecondOpinionTest.dataset(hdf, name);
                assertThat(Arrays.stream(d.getDimensions()).asLongStream().toArray())
                        .isEqualTo(t.type().shape().toArray());
                boolean same = List.of(DType.FLOAT64, DType.FLOAT32, DType.INT64, DType.INT32, DType.INT16, DType.INT8)
                        .contains(t.type().dtype());
                if (same && t.type().bytes() > 0) {
                    assertThat(SecondOpinionTest.hex(d.getData(), t))
                            .as(name.text())
                            .isEqualTo(t.content());
                }
            });
            assertThat(hdf.getByPath("/notes").getAttribute("author").getData()).isEqualTo("größer ✓");
        }
    }

    /** In memory it reads past a file's end, where the last thing is a node of a B-tree. */
    private HdfFile jhdf(byte[] file) throws IOException {
        return new HdfFile(Files.write(folder.resolve("x.h5"), file));
    }

    private static Assembly compose(MemoryCheckpoint source, Revised... tensors) throws IOException {
        return new Hdf5Composer().compose(new Revision(source, List.of(tensors)));
    }

    private static Revised as(MemoryCheckpoint source, String name, String newName) {
        var t = source.tensor(Edited.name(name)).orElseThrow();
        return new Revised(Edited.name(newName), Optional.of(t), t.type(), OptionalInt.empty());
    }

    @Test
    void whatSeesTheSameBytesAlikeIsOneDatasetOfTwoNames() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder().counting("w", 2, 3).build();
        Assembly assembly = compose(source, as(source, "w", "a/w"), as(source, "w", "b/v"));
        assertThat(assembly.parts().stream().filter(p -> p instanceof Part.Copied))
                .hasSize(1);
        byte[] file = Materialised.of(assembly, Map.of());
        try (Hdf5Checkpoint result = Edited.open(file)) {
            assertThat(result.paths().addresses().get(Edited.name("a/w")))
                    .isEqualTo(result.paths().addresses().get(Edited.name("b/v")));
            long address = result.paths().addresses().get(Edited.name("a/w"));
            // The header counts its names: a reader that drops one would else free the other.
            assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt((int) address + 4))
                    .isEqualTo(2);
        }
        assertThat(Edited.found(file).values())
                .containsOnly("float32 [2, 3] "
                        + HexFormat.of()
                                .formatHex(TensorBytes.of(
                                        source.tensor(Edited.name("w")).orElseThrow())));
    }

    @Test
    void bytesAreMovedNotHeld() throws IOException {
        MemoryCheckpoint source =
                MemoryCheckpoint.builder().counting("w", 1000, 1000).build();
        Assembly assembly = compose(source, as(source, "w", "w"));
        long literal = assembly.parts().stream()
                .filter(p -> p instanceof Part.Literal)
                .mapToLong(Part::length)
                .sum();
        assertThat(literal).isLessThan(2_000);
        assertThat(assembly.length()).isEqualTo(literal + 4_000_000);
    }

    @Test
    void fiveThousandNamesInAGroupAreFound() throws IOException {
        MemoryCheckpoint.Builder builder = MemoryCheckpoint.builder();
        for (int i = 0; i < 5_000; i++) {
            builder.counting("w" + i, 1);
        }
        MemoryCheckpoint source = builder.build();
        byte[] file = Materialised.of(
                compose(
                        source,
                        source.tensors().stream().map(Revised::untouched).toArray(Revised[]::new)),
                Map.of());
        try (Hdf5Checkpoint result = Edited.open(file);
                HdfFile hdf = jhdf(file)) {
            assertThat(result.tensors()).hasSize(5_000);
            assertThat(hdf.getDatasetByPath("/w4999").getSize()).isEqualTo(1);
        }
    }

    @Test
    void aFileOfNothingIsAFile() throws IOException {
        byte[] file = Materialised.of(
                compose(MemoryCheckpoint.builder().counting("w", 1).build()), Map.of());
        assertThat(Edited.found(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "/a", "a/", "a/./b", ".", "a\0b", "half \ud800"})
    void namesThatHdf5DoesNotHaveAreObjectedTo(String key) {
        Hdf5Composer composer = new Hdf5Composer();
        assertThat(composer.objection(composer.named(TensorName.of(key)))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "enc.weight", "..", "größer ✓", "a b"})
    void othersAreTaken(String key) {
        Hdf5Composer composer = new Hdf5Composer();
        assertThat(composer.objection(composer.named(TensorName.of(key)))).isEmpty();
        assertThat(composer.named(TensorName.of(key)).parts()).containsExactly(key.split("/"));
    }

    @Test
    void aDtypeThatHdf5LacksIsRefusedByName() {
        MemoryCheckpoint source = MemoryCheckpoint.builder().counting("w", 1).build();
        TensorType type = new TensorType(DType.FLOAT8_E5M2, Shape.of(4));
        Revised r = new Revised(TensorName.of("w"), source.tensor(TensorName.of("w")), type, OptionalInt.of(0));
        assertThatThrownBy(() -> compose(source, r))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("a dtype that HDF5 has")
                .hasMessageContaining("float8_e5m2");
    }

    @Test
    void aValueWhereATensorIsIsRefused() {
        MemoryCheckpoint source = MemoryCheckpoint.builder().counting("w", 1).build();
        ValueEdit value =
                new ValueEdit(TensorName.of("w", "x"), Optional.of(new Plain.Bool(true)), new Where.InFile("g.pt"));
        Revision revision = new Revision(source, List.of(as(source, "w", "w")), List.of(value), Map.of());
        assertThatThrownBy(() -> new Hdf5Composer().compose(revision))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("one thing of a name");
    }

    @Test
    void recognisedAsWhatItIs() throws IOException {
        byte[] file = Materialised.of(
                compose(MemoryCheckpoint.builder().counting("w", 1).build()), Map.of());
        Format format = Formats.recognise(new MemoryInput("x.h5", file));
        assertThat(format.id()).isEqualTo("hdf5");
        assertThat(format.open(new MemoryInput("x.h5", file), Limits.DEFAULT).facts())
                .containsEntry("superblock", "version 0");
    }
}
