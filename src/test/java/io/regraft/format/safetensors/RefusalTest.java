package io.regraft.format.safetensors;

import static io.regraft.format.safetensors.Raw.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Revision;
import io.regraft.problem.RegraftException;
import io.regraft.testing.MemoryCheckpoint;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the format can't hold. */
class RefusalTest {

    private static final byte[] FILE = Raw.file("{" + tensor("a", "U8", "[2]", 0, 2) + "}", 2);

    @ParameterizedTest
    @EnumSource(DType.class)
    void aDtypeIsWrittenOrRefusedByName(DType dtype) {
        Edited edited =
                Edited.of(FILE).create("n", new TensorType(dtype, Shape.of(3)), new byte[3 * dtype.bytes()], "a");
        if (Edited.FORMAT.abilities().dtypes().contains(dtype)) {
            assertThat(Edited.open(edited.bytes()).tensors().get(1).type())
                    .isEqualTo(new TensorType(dtype, Shape.of(3)));
        } else {
            assertThatThrownBy(edited::assembly)
                    .isInstanceOf(RegraftException.class)
                    .hasMessage("x.safetensors: tensor 'n': expected a dtype of this format: " + ElementType.list()
                            + ", found " + dtype.label() + ". Cast it before, or drop it.");
        }
    }

    @Test
    void quantisedBitsAndTwoComplexTypesHaveNoName() {
        EnumSet<DType> none = EnumSet.allOf(DType.class);
        none.removeAll(Edited.FORMAT.abilities().dtypes());
        assertThat(none)
                .containsExactlyInAnyOrder(
                        DType.COMPLEX128,
                        DType.COMPLEX32,
                        DType.QINT8,
                        DType.QUINT8,
                        DType.QINT32,
                        DType.QUINT4X2,
                        DType.QUINT2X4,
                        DType.BITS8,
                        DType.BITS1X8,
                        DType.BITS2X4,
                        DType.BITS4X2,
                        DType.BITS16);
        assertThat(Edited.FORMAT.abilities().sharing()).isFalse();
    }

    @Test
    void namesOfSeveralPartsAreRefused() {
        assertThatThrownBy(Edited.of(FILE).rename("a", "b", "c")::assembly)
                .hasMessage(
                        "x.safetensors: tensor 'b/c': expected a name of one part, for this format has no containers,"
                                + " found 2 parts. Rename it to one key; a '/' that belongs to the key is written \\/.");
        assertThatThrownBy(Edited.of(FILE).rename("a")::assembly).hasMessageContaining("found a tensor without a name");
        assertThat(Edited.of(FILE).rename("a", "b/c").header()).isEqualTo("{" + tensor("b/c", "U8", "[2]", 0, 2) + "}");
    }

    @Test
    void namesThatCannotBeReadBackAreRefused() {
        assertThatThrownBy(Edited.of(FILE).rename("a", "__metadata__")::assembly)
                .hasMessageContaining("found that of the header's metadata. Give the tensor another name.");
        assertThatThrownBy(Edited.of(FILE).rename("a", "x\ud800")::assembly)
                .hasMessageContaining("found half of a surrogate pair");
    }

    @Test
    void aLastAxisOfBrokenElementsIsRefused() {
        Edited edited =
                Edited.of(FILE).create("n", new TensorType(DType.FLOAT6_E2M3FN_X4, Shape.of(2, 4)), new byte[8], "a");
        assertThatThrownBy(edited::assembly)
                .hasMessage("x.safetensors: tensor 'n': expected a last axis of whole elements of 6 bits, found"
                        + " float6_e2m3fn_x4 [2, 4], whose last axis counts bytes. Give the axis another size.");
    }

    @Test
    void otherLayoutsCannotBeComposed() {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .opaque("s", DType.FLOAT32, Shape.of(2, 2), "sparse_coo")
                .build();
        assertThatThrownBy(() -> Edited.FORMAT.composer().orElseThrow().compose(Revision.unchanged(source)))
                .hasMessage(
                        "g.pt: tensor 's': expected a strided tensor, found sparse_coo. Drop it: this format has no such"
                                + " layout.");
    }
}
