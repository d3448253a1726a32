package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What is read and not changed, and what no HDF5 file can hold. */
class RefusalTest {

    private static final String EARLIEST = "small-earliest.h5";
    private static final String SHAPES = "shapes-earliest.h5";

    private static final String TIED = "loop/self/tied";

    private static byte[] changed(String golden, Consumer<ByteBuffer> change) {
        ByteBuffer b = ByteBuffer.wrap(Goldens.bytes(golden)).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(b);
        return b.array();
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Edited edited, Kind kind) {
        return assertThatThrownBy(edited::assembly)
                .isInstanceOf(RegraftException.class)
                .satisfies(
                        e -> assertThat(((RegraftException) e).first().kind()).isEqualTo(kind));
    }

    @Test
    void aFileThatKeepsAListOfItsFreeSpaceIsReadAndNotChanged() {
        assertRefused(Edited.golden("persistent-latest.h5").overwrite("w"), Kind.CHECKPOINT)
                .hasMessage("x.h5: expected a file that keeps no list of its free space, found one that keeps it. "
                        + "Copy it with h5repack first.");
    }

    @Test
    void aFileThatWasNotClosedIsReadAndNotChanged() {
        byte[] old = changed(EARLIEST, b -> b.putInt(20, 1));
        byte[] recent = changed("small-latest.h5", b -> {
            b.put(11, (byte) 1);
            b.putInt(44, Lookup3.of(b.slice(0, 44)));
        });
        for (byte[] file : List.of(old, recent)) {
            assertThat(Edited.open(file).notes()).containsExactly("A program that wrote to the file did not close it.");
            assertRefused(Edited.of(file).overwrite("w"), Kind.CHECKPOINT).hasMessageContaining("h5clear -s");
        }
    }

    @Test
    void aMemberOfAFamilyIsNotChanged() {
        byte[] member = changed(EARLIEST, b -> b.putLong(48, 1000));
        assertRefused(Edited.of(member).overwrite("w"), Kind.CHECKPOINT)
                .hasMessageContaining("one of a family of files");
    }

    @Test
    void aDatatypeThatOthersUseKeepsItsDtype() {
        assertRefused(
                        Edited.golden("others-earliest.h5").change("committed", Edits.type(DType.FLOAT16, 3)),
                        Kind.MIGRATION)
                .hasMessageContaining("x.h5: tensor 'committed': expected a dataset with a datatype of its own");
    }

    @Test
    void aDtypeThatH5pyHasNotIsRefused() {
        assertRefused(Edited.golden(SHAPES).change("f4", Edits.type(DType.FLOAT8_E5M2, 6, 4)), Kind.MIGRATION)
                .hasMessageContaining("found float8_e5m2");
    }

    @Test
    void aDatasetMayNotChangeItsShapeWhileRegionsAreReferredTo() {
        Edited edited =
                Edited.golden("links-latest.h5").changeTogether(Edits.type(DType.FLOAT32, 9, 2), "a/w", "b/tied", TIED);
        assertRefused(edited, Kind.MIGRATION).hasMessageContaining("found region references");
    }

    @Test
    void aGroupOfSeveralNamesChangesUnderAllOfThem() {
        assertRefused(Edited.golden("links-latest.h5").drop("b/w"), Kind.MIGRATION)
                .hasMessageContaining("Name both in the migration, or neither");
    }

    @Test
    void namesThatLinksCantHaveAreRefused() {
        for (String name : List.of("a\\/b", "a//b", "a/./b", "a/\0")) {
            assertRefused(Edited.golden(SHAPES).rename("f4", name), Kind.MIGRATION)
                    .hasMessageContaining("expected a name without '/' and NUL");
        }
    }

    @Test
    void aTensorDoesNotTakeTheNameOfSomethingElse() {
        assertRefused(Edited.golden(SHAPES).rename("f4", "text"), Kind.MIGRATION)
                .hasMessageContaining("expected a name that is free");
        assertRefused(Edited.golden(SHAPES).rename("f4", "f8/inside"), Kind.MIGRATION)
                .hasMessageContaining("expected a name that is free");
        assertRefused(Edited.golden(SHAPES).rename("f4", "group"), Kind.MIGRATION)
                .hasMessageContaining("expected a name that is free");
    }

    @Test
    void valuesThatAttributesCantHoldAreRefused() {
        assertRefused(Edited.golden(SHAPES).set("new", new Plain.Fields(Map.of())), Kind.MIGRATION)
                .hasMessageContaining("m.yaml:3:5: expected a text, a number");
        assertRefused(Edited.golden(SHAPES).set("names/0", new Plain.Text("x")), Kind.MIGRATION)
                .hasMessageContaining("Elements of a list are set with the whole list");
        assertRefused(Edited.golden(SHAPES).set("group", new Plain.Text("x")), Kind.MIGRATION)
                .hasMessageContaining("found that of a member of a group");
    }

    @Test
    void anAttributeThatNoHeaderHoldsIsRefused() {
        Plain long64k = new Plain.Items(Collections.nCopies(9_000, (Plain) new Plain.Real(1)));
        assertRefused(Edited.golden(SHAPES).set("new", long64k), Kind.MIGRATION)
                .hasMessageContaining("a message of at most 65,528 bytes");
    }
}
