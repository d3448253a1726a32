package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.format.Part;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every edit: the tensors are those that were wanted, and the source's bytes are all there but for the patches. */
class RewriteTest {

    static List<Edits.Case> edits() {
        return Edits.all();
    }

    @ParameterizedTest
    @MethodSource("edits")
    void tensorsAreThoseThatWereWanted(Edits.Case edit) {
        Edited edited = edit.edited().get();
        assertThat(Edited.found(edited.bytes())).isEqualTo(edited.expected());
    }

    @ParameterizedTest
    @MethodSource("edits")
    void objectsStayWhereTheyAre(Edits.Case edit) {
        Edited edited = edit.edited().get();
        Hdf5Checkpoint after = Edited.open(edited.bytes());
        Hdf5Checkpoint before = edited.source();
        before.objects().byAddress().forEach((address, object) -> {
            HdfObject same = after.objects().at(address);
            if (same != null) {
                assertThat(same.isGroup()).isEqualTo(object.isGroup());
                assertThat(same.header().version()).isEqualTo(object.header().version());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("edits")
    void oldBytesStayButForPatches(Edits.Case edit) {
        Edited edited = edit.edited().get();
        long copied = edited.assembly().parts().stream()
                .filter(p -> p instanceof Part.Copied)
                .mapToLong(Part::length)
                .sum();
        long slots = edited.assembly().parts().stream()
                .filter(p -> p instanceof Part.Slot)
                .mapToLong(Part::length)
                .sum();
        assertThat(copied + slots).isGreaterThan(edited.source().input().size() * 2 / 3);
    }
}
