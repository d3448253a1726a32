package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that are no tensors, set and removed in files that torch wrote; each result is read again. */
class ValueChangesTest {

    /** More values than this of one file tell nothing new. */
    private static final int MOST = 25;

    private static final Plain NUMBER = new Plain.Int(BigInteger.valueOf(-70_000));

    static List<Path> archives() {
        return Goldens.readable().stream().map(Goldens.Golden::file).toList();
    }

    private static Checkpoint open(byte[] bytes) throws IOException {
        return new PyTorchFormat().open(new MemoryInput("g.pt", bytes), Limits.DEFAULT);
    }

    private static byte[] edited(Checkpoint source, ValueEdit... edits) throws IOException {
        List<Revision.Revised> tensors = Revision.unchanged(source).tensors();
        return Materialised.of(
                new PyTorchFormat().assemble(new Revision(source, tensors, List.of(edits), Map.of())), Map.of());
    }

    private static ValueEdit edit(TensorName path, Optional<Plain> value) {
        return new ValueEdit(path, value, new Where.InText("fix.yaml", 4, 5));
    }

    private static ValueEdit set(String path, Plain value) {
        return edit(TensorName.parse(path).orElseThrow(), Optional.of(value));
    }

    private static ValueEdit unset(String path) {
        return edit(TensorName.parse(path).orElseThrow(), Optional.empty());
    }

    /** All that is no empty container, by path. */
    private static Map<String, Value> leaves(Checkpoint c) {
        Map<String, Value> leaves = new LinkedHashMap<>();
        c.values().forEach((path, v) -> {
            if (!(v instanceof Value.Container)) {
                leaves.put(path.text(), v);
            }
        });
        return leaves;
    }

    private static List<String> tensors(Checkpoint c) {
        return c.tensors().stream()
                .map(t -> t.name() + " " + t.type()
                        + t.view().map(v -> " " + v.storage().id() + " " + v.offset()))
                .toList();
    }

    private static List<TensorName> some(Checkpoint c) {
        List<TensorName> all = new ArrayList<>(c.values().keySet());
        List<TensorName> some = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST, all.size()); i++) {
            some.add(all.get((int) ((long) i * all.size() / Math.min(MOST, all.size()))));
        }
        return some;
    }

    /** Does each edit by itself; those that are refused are counted and must say something of the path. */
    private static int tryAll(
            Path archive, Function<TensorName, Optional<Plain>> edit, Function<TensorName, Map<String, Value>> added)
            throws IOException {
        int done = 0;
        try (Checkpoint source = open(Files.readAllBytes(archive))) {
            for (TensorName path : some(source)) {
                Map<String, Value> expected = leaves(source);
                expected.keySet()
                        .removeIf(p -> TensorName.parse(p).orElseThrow().isUnder(path));
                expected.putAll(added.apply(path));
                byte[] bytes;
                try {
                    bytes = edited(source, edit(path, edit.apply(path)));
                } catch (RegraftException e) {
                    assertThat(e.first().what())
                            .containsAnyOf(
                                    "'" + path + "' are one: ",
                                    "two values have the path '" + path,
                                    "'" + path + "' is named by its place",
                                    "'" + path + "' and '",
                                    "what is removed changes an object outside of it");
                    continue;
                }
                try (Checkpoint result = open(bytes)) {
                    assertThat(leaves(result)).as(path.text()).containsAllEntriesOf(expected);
                    assertThat(result.values().keySet())
                            .as(path.text())
                            .filteredOn(p -> p.isUnder(path))
                            .hasSize(added.apply(path).size());
                    assertThat(tensors(result)).isEqualTo(tensors(source));
                }
                done++;
            }
        }
        return done;
    }

    @ParameterizedTest
    @MethodSource("archives")
    void eachValueCanBeSet(Path archive) throws IOException {
        tryAll(
                archive,
                path -> Optional.of(NUMBER),
                path -> Map.of(path.text(), NUMBER.leaf().orElseThrow()));
    }

    @ParameterizedTest
    @MethodSource("archives")
    void eachValueCanBeTakenOut(Path archive) throws IOException {
        tryAll(archive, path -> Optional.empty(), path -> Map.of());
    }

    @Test
    void noValueOfAnOrdinaryCheckpointIsRefused() throws IOException {
        Path archive = Goldens.file("16-lightning.ckpt");
        try (Checkpoint source = open(Files.readAllBytes(archive))) {
            int done = tryAll(
                    archive,
                    p -> Optional.of(NUMBER),
                    p -> Map.of(p.text(), NUMBER.leaf().orElseThrow()));
            assertThat(done).isEqualTo(some(source).size()).isGreaterThan(10);
        }
    }

    @Test
    void valuesOfEveryKindAreWritten() throws IOException {
        Plain all = new Plain.Fields(new LinkedHashMap<>(Map.of(
                "none", new Plain.None(),
                "yes", new Plain.Bool(true),
                "large", new Plain.Int(BigInteger.TWO.pow(200).negate()),
                "real", new Plain.Real(0.1),
                "not", new Plain.Real(Double.NaN),
                "text", new Plain.Text("Grüße, \u4e16"),
                "empty", new Plain.Fields(Map.of()),
                "list", new Plain.Items(List.of(NUMBER, new Plain.Items(List.of()))))));
        try (Checkpoint source = open(Files.readAllBytes(Goldens.file("16-plain-values.pt")));
                Checkpoint result = open(edited(source, set("fresh", all)))) {
            Map<String, Value> fresh = new LinkedHashMap<>();
            result.values().forEach((path, v) -> {
                if (path.isUnder(TensorName.of("fresh"))) {
                    fresh.put(path.text(), v);
                }
            });
            assertThat(fresh)
                    .isEqualTo(Map.of(
                            "fresh/none", new Value.None(),
                            "fresh/yes", new Value.Bool(true),
                            "fresh/large", new Value.Int(BigInteger.TWO.pow(200).negate()),
                            "fresh/real", new Value.Real(0.1),
                            "fresh/not", new Value.Real(Double.NaN),
                            "fresh/text", new Value.Text("Grüße, \u4e16"),
                            "fresh/empty", new Value.Container("dict", 0),
                            "fresh/list/0", NUMBER.leaf().orElseThrow(),
                            "fresh/list/1", new Value.Container("list", 0)));
            assertThat(result.containers().get(TensorName.of("fresh"))).isEqualTo(new Value.Container("dict", 8));
        }
    }

    @Test
    void aListTakesThePlaceOfATupleAsATuple() throws IOException {
        Plain betas = new Plain.Items(List.of(new Plain.Real(0.8), new Plain.Real(0.99)));
        try (Checkpoint source = open(Files.readAllBytes(Goldens.file("13-adam.pt")))) {
            TensorName path = source.containers().keySet().stream()
                    .filter(p -> p.key().equals("betas"))
                    .findFirst()
                    .orElseThrow();
            try (Checkpoint result = open(edited(source, edit(path, Optional.of(betas))))) {
                assertThat(result.containers().get(path)).isEqualTo(new Value.Container("tuple", 2));
                assertThat(result.values().get(path.child("1"))).isEqualTo(new Value.Real(0.99));
                assertThat(result.notes()).isEqualTo(source.notes());
            }
        }
    }

    @Test
    void withTheForeignObjectsTakenOutAWeightsOnlyLoadTakesTheFile() throws IOException {
        try (Checkpoint source = open(Files.readAllBytes(Goldens.file("16-lightning-class.ckpt")))) {
            assertThat(source.code().weightsOnly()).isFalse();
            List<ValueEdit> foreign = source.code().classes().stream()
                    .filter(c -> !c.allowed())
                    .map(c ->
                            unset(TensorName.parse(c.at()).orElseThrow().parts().get(0)))
                    .distinct()
                    .toList();
            assertThat(foreign).isNotEmpty();
            try (Checkpoint result = open(edited(source, foreign.toArray(ValueEdit[]::new)))) {
                assertThat(result.code().weightsOnly()).isTrue();
                assertThat(result.code().classes()).allMatch(c -> c.allowed());
            }
        }
    }

    @Test
    void aNewKeyBesideNumbersIsANumber() throws IOException {
        try (Checkpoint source = open(Files.readAllBytes(Goldens.file("24-integer-keys.pt")));
                Checkpoint result = open(edited(source, set("12", NUMBER), set("more", NUMBER)))) {
            List<NodeKind> kinds = ((PyTorchCheckpoint) result)
                    .state().orElseThrow().pickle().root().entries().stream()
                            .map(e -> e.key().kind())
                            .toList();
            assertThat(kinds)
                    .containsExactly(
                            NodeKind.INT, NodeKind.INT, NodeKind.INT, NodeKind.INT, NodeKind.INT, NodeKind.TEXT);
        }
    }

    @Test
    void whatStandsUnderSeveralNamesMustBeTreatedAlike() throws IOException {
        try (Checkpoint source = open(Files.readAllBytes(Goldens.file("11-shared-container.pt")))) {
            assertThatThrownBy(() -> edited(source, set("best/n", NUMBER)))
                    .isInstanceOf(RegraftException.class)
                    .hasMessage("fix.yaml:4:5: 'best/n' and 'last/n' are one: they are in an object that stands in the"
                            + " file under several names. Treat them alike in one step, or set the whole of 'best'.");
            try (Checkpoint result = open(edited(source, set("best/n", NUMBER), set("last/n", NUMBER)))) {
                assertThat(leaves(result))
                        .containsEntry("best/n", NUMBER.leaf().orElseThrow())
                        .containsEntry("last/n", NUMBER.leaf().orElseThrow());
            }
        }
    }

    @Test
    void aTensorMayTakeThePlaceOfAValueThatIsTakenOut() throws IOException {
        try (Checkpoint source = open(Files.readAllBytes(Goldens.file("16-lightning.ckpt")))) {
            List<Revision.Revised> tensors =
                    new ArrayList<>(Revision.unchanged(source).tensors());
            Tensor t = source.tensors().get(0);
            tensors.add(1, new Revision.Revised(TensorName.of("epoch"), Optional.of(t), t.type(), OptionalInt.empty()));
            Revision revision = new Revision(source, tensors, List.of(unset("epoch")), Map.of());
            try (Checkpoint result = open(Materialised.of(new PyTorchFormat().assemble(revision), Map.of()))) {
                assertThat(result.tensor(TensorName.of("epoch"))).isPresent();
                assertThat(leaves(result)).doesNotContainKey("epoch");
            }
        }
    }

    @Test
    void valuesUnderKeysThatAreNoTextsAreSetAndTakenOut() throws IOException {
        try (Checkpoint source = open(Files.readAllBytes(Goldens.file("24-other-keys.pt")));
                Checkpoint result =
                        open(edited(source, set("(1, 'a')", NUMBER), unset("b'raw'"), set("None", NUMBER)))) {
            assertThat(leaves(result))
                    .isEqualTo(Map.of(
                            "None", NUMBER.leaf().orElseThrow(),
                            "True", new Value.Int(BigInteger.TWO),
                            "1.5", new Value.Int(BigInteger.valueOf(3)),
                            "(1, 'a')", NUMBER.leaf().orElseThrow(),
                            "torch.int8", new Value.Int(BigInteger.valueOf(6))));
        }
    }

    @Test
    void aValueWhoseKeyIsCountedGoesWithThoseAfterIt() throws IOException {
        Path file = Path.of("src/test/resources/golden/graph/counted-values.pt");
        try (Checkpoint source = open(Files.readAllBytes(file))) {
            assertThatThrownBy(() -> edited(source, unset("x/(torch.device 0)")))
                    .isInstanceOf(RegraftException.class)
                    .hasMessage("fix.yaml:4:5: 'x/(torch.device 0)' is named by its place among the keys that are no"
                            + " literals, and can't be taken out alone. Set the whole of 'x', or take those after it out"
                            + " too.");
            try (Checkpoint result = open(edited(source, set("x/(torch.device 0)", NUMBER)))) {
                assertThat(leaves(result))
                        .isEqualTo(Map.of(
                                "x/(torch.device 0)",
                                NUMBER.leaf().orElseThrow(),
                                "x/(torch.device 1)",
                                new Value.Int(BigInteger.TWO)));
            }
            try (Checkpoint result = open(edited(source, unset("x/(torch.device 0)"), unset("x/(torch.device 1)")))) {
                assertThat(leaves(result)).isEmpty();
            }
        }
    }
}
