package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Revision;
import io.regraft.format.hdf5.SecondReader.Contents;
import io.regraft.testing.MemoryInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The second reader agrees with every edit, and sees what is wrong. */
class SecondReaderTest {

    @TempDir
    Path folder;

    static List<Edits.Case> edits() {
        return Edits.all();
    }

    @ParameterizedTest
    @MethodSource("edits")
    void agreesWithEveryEdit(Edits.Case edit) throws IOException {
        Edited edited = edit.edited().get();
        Contents before = written("before.h5", edited.bytesOfSource());
        Contents written = written("x.h5", edited.bytes());
        Hdf5Checkpoint result = Edited.open(edited.bytes());
        assertThatCode(() -> new SecondReader(result).confirm(before, written, edited.revision()))
                .doesNotThrowAnyException();
    }

    private Contents written(String name, byte[] bytes) throws IOException {
        return Contents.of(Files.write(folder.resolve(name), bytes));
    }

    private static Revision changed(Hdf5Checkpoint source, Tensor t, TensorType type) {
        return new Revision(source, List.of(new Revision.Revised(t.name(), Optional.of(t), type, OptionalInt.of(0))));
    }

    @Test
    void seesOtherElements() throws IOException {
        byte[] file = Goldens.bytes("small-latest.h5");
        Hdf5Checkpoint ours = Edited.open(file);
        Tensor t = plain(ours);
        byte[] other = file.clone();
        Extent data = t.view().orElseThrow().storage().extent();
        other[(int) data.offset()] ^= 1;
        Contents before = written("before.h5", file);
        Contents written = written("x.h5", other);
        assertThatThrownBy(() -> new SecondReader(ours).confirm(before, written, changed(ours, t, t.type())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("jHDF finds other elements in " + t.name());
    }

    @Test
    void readsAFileInsideAnArchive() throws IOException {
        byte[] file = Goldens.bytes("small-latest.h5");
        Hdf5Checkpoint ours = Edited.open(file);
        Tensor t = plain(ours);
        byte[] around = new byte[file.length + 300];
        System.arraycopy(file, 0, around, 100, file.length);
        around[100 + (int) t.view().orElseThrow().storage().extent().offset()] ^= 1;
        Path archive = Files.write(folder.resolve("x.keras"), around);
        Extent place = new Extent(new MemoryInput("x.keras", around), 100, file.length);
        Contents other = Contents.of(archive, place);
        assertThatThrownBy(() -> new SecondReader(ours).confirm(other, other, changed(ours, t, t.type())))
                .hasMessage("jHDF finds other elements in " + t.name());
    }

    @Test
    void seesAFileThatItCanNoLongerRead() throws IOException {
        byte[] file = Goldens.bytes("small-latest.h5");
        Hdf5Checkpoint ours = Edited.open(file);
        Tensor t = plain(ours);
        Contents before = written("before.h5", file);
        Contents written = written("x.h5", new byte[100]);
        assertThatThrownBy(() -> new SecondReader(ours).confirm(before, written, changed(ours, t, t.type())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("jHDF can't read " + t.name() + " any more: ");
    }

    @Test
    void seesAnotherShape() throws IOException {
        Edited edited = Edited.golden("small-latest.h5");
        Tensor t = plain(edited.source());
        edited.change(t.name().text(), new TensorType(DType.FLOAT32, Shape.of(7)));
        Contents before = written("before.h5", edited.bytesOfSource());
        Hdf5Checkpoint result = Edited.open(edited.bytes());
        assertThatThrownBy(() -> new SecondReader(result)
                        .confirm(
                                before,
                                before,
                                changed(edited.source(), t, new TensorType(DType.FLOAT32, Shape.of(7)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("jHDF finds \\[.*] of [0-9]+ bytes at .*, not float32 \\[7]");
    }

    private static Tensor plain(Hdf5Checkpoint file) {
        return file.tensors().stream()
                .filter(t -> t.type().dtype() == DType.FLOAT32
                        && t.view().isPresent()
                        && t.type().bytes() > 0
                        && t.view().get().storage().extent().input() == file.input())
                .findFirst()
                .orElseThrow();
    }
}
