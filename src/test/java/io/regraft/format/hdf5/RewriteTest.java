package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Part;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

    /** Where no name changes; what follows from names is in KerasNamesTest. */
    @ParameterizedTest
    @MethodSource("edits")
    void valuesThatNobodySetStay(Edits.Case edit) throws IOException {
        Edited edited = edit.edited().get();
        Map<TensorName, Value> expected = new TreeMap<>(edited.source().values());
        Map<TensorName, Value> found = new TreeMap<>(Edited.open(edited.bytes()).values());
        if (!edited.expectedTensors().keySet().equals(names(edited.source()))) {
            return;
        }
        edited.values().forEach(e -> {
            expected.keySet().removeIf(p -> p.isUnder(e.path()));
            found.keySet().removeIf(p -> p.isUnder(e.path()));
            // A group that was empty is none any more.
            expected.remove(e.path().container());
        });
        assertThat(found).isEqualTo(expected);
    }

    private static Set<TensorName> names(Hdf5Checkpoint file) {
        return file.tensors().stream().map(Tensor::name).collect(Collectors.toSet());
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
