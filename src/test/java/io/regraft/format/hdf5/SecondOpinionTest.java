package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.exceptions.HdfException;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.hdf5.Edited.Expected;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** jHDF, which shares no line with us, reads what was written. */
class SecondOpinionTest {

    /** Types that jHDF gives as the same array of Java. */
    private static final Set<DType> SAME =
            Set.of(DType.FLOAT64, DType.FLOAT32, DType.INT64, DType.INT32, DType.INT16, DType.INT8);

    @TempDir
    Path folder;

    /** Those whose source jHDF can read: of some kinds of datasets it opens no group that holds one. */
    static List<Edits.Case> edits() {
        List<Edits.Case> readable =
                Edits.all().stream().filter(SecondOpinionTest::isReadable).toList();
        assertThat(readable).hasSizeGreaterThan(45);
        return readable;
    }

    private static boolean isReadable(Edits.Case edit) {
        Edited edited = edit.edited().get();
        boolean bfloat16 = edited.expectedTensors().values().stream()
                .anyMatch(e -> e.type().dtype() == DType.BFLOAT16);
        try (HdfFile hdf = HdfFile.fromBytes(edited.bytesOfSource())) {
            edited.source().tensors().forEach(t -> dataset(hdf, t.name()));
            return !bfloat16;
        } catch (HdfException e) {
            return false;
        }
    }

    static Dataset dataset(HdfFile hdf, TensorName name) {
        return hdf.getDatasetByPath("/" + String.join("/", name.parts()));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void readsTheSame(Edits.Case edit) throws IOException {
        Edited edited = edit.edited().get();
        Path file = folder.resolve("x.h5");
        Files.write(file, edited.bytes());
        try (HdfFile hdf = new HdfFile(file)) {
            edited.expectedTensors().forEach((name, expected) -> {
                Dataset d = dataset(hdf, name);
                assertThat(d.getDimensions())
                        .as(name.text())
                        .isEqualTo(Arrays.stream(expected.type().shape().toArray())
                                .mapToInt(Math::toIntExact)
                                .toArray());
                if (SAME.contains(expected.type().dtype()) && isReadable(edited, expected)) {
                    assertThat(hex(d.getData(), expected)).as(name.text()).isEqualTo(expected.content());
                }
            });
        }
    }

    /** jHDF fills what nobody wrote with zeros, or fails. */
    private static boolean isReadable(Edited edited, Expected expected) {
        return expected.type().bytes() > 0
                && edited.source().tensors().stream()
                        .filter(t ->
                                t.type().equals(expected.type()) && t.view().isPresent())
                        .noneMatch(t -> t.view().get().storage().extent().input() instanceof FilledInput
                                || t.name().text().startsWith("partial"));
    }

    static String hex(Object array, Expected expected) {
        ByteBuffer out = ByteBuffer.allocate((int) expected.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        put(array, expected.type().dtype(), out);
        return HexFormat.of().formatHex(out.array());
    }

    private static void put(Object value, DType dtype, ByteBuffer out) {
        if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                put(Array.get(value, i), dtype, out);
            }
        } else if (dtype == DType.FLOAT64) {
            out.putDouble((Double) value);
        } else if (dtype == DType.FLOAT32) {
            out.putFloat((Float) value);
        } else {
            LittleEndian.put(out, ((Number) value).longValue(), dtype.bytes());
        }
    }
}
