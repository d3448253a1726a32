package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.TensorBytes;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that are no texts, dicts under several names, attributes, and entries that take another place. */
class OddGraphsTest {

    private static List<String> keys(Checkpoint c, String container) {
        List<String> keys = new ArrayList<>();
        c.tensors().stream()
                .map(t -> t.name())
                .filter(n -> n.container().text().equals(container))
                .forEach(n -> keys.add(n.key()));
        return keys;
    }

    private static byte[] bytes(Checkpoint c, String name) throws IOException {
        return TensorBytes.of(c.tensor(TensorName.parse(name).orElseThrow()).orElseThrow());
    }

    private static List<String> entries(Checkpoint c) {
        return ((PyTorchCheckpoint) c)
                .state().orElseThrow().pickle().root().entries().stream()
                        .map(e -> e.key().text())
                        .toList();
    }

    private static void assertRefused(Edit edit, String message) {
        assertThatThrownBy(edit::bytes).isInstanceOf(RegraftException.class).hasMessage(message);
    }

    // Keys

    @Test
    void literalKeysAreNamedAsPythonPrintsThem() throws IOException {
        List<String> expected = new ArrayList<>();
        new ObjectMapper()
                .readTree(
                        Path.of("src/test/resources/golden/graph/expected.json").toFile())
                .get("literal-keys.pt")
                .forEach(n -> expected.add(n.asText()));
        assertThat(keys(Edit.ofGraph("literal-keys.pt").before, "x")).isEqualTo(expected);
    }

    @Test
    void namesOfKeysStayWhenAllBeforeThemBecomesLonger() throws IOException {
        Edit edit = Edit.ofGraph("literal-keys.pt").rename("w", "a name of another length");
        try (Checkpoint c = edit.result()) {
            assertThat(keys(c, "x")).isEqualTo(keys(edit.before, "x"));
        }
        Edit counted = Edit.ofGraph("counted-keys.pt").rename("w", "www");
        try (Checkpoint c = counted.result()) {
            assertThat(keys(c, ".")).containsExactly("www", "(torch.device 0)", "(torch.device 1)", "(tuple 0)");
        }
    }

    @Test
    void aTensorUnderALiteralKeyIsDroppedAndMovedWithItsKey() throws IOException {
        Edit edit = Edit.ofGraph("literal-keys.pt").drop("x/(1,)").move("x/('a', 1)", "x/7");
        try (Checkpoint c = edit.result()) {
            assertThat(keys(c, "x"))
                    .hasSize(22)
                    .startsWith("()", "((('deep',), None), True)")
                    .endsWith("7", "('a', 1)");
            assertThat(bytes(c, "x/('a', 1)")).isEqualTo(bytes(edit.before, "x/('a', 1)"));
            List<NodeKind> kinds = ((PyTorchCheckpoint) c)
                    .state().orElseThrow().inventory().nodes().get(TensorName.of("x")).entries().stream()
                            .map(e -> e.key().kind())
                            .toList();
            assertThat(kinds.get(kinds.size() - 1)).isEqualTo(NodeKind.TUPLE);
        }
    }

    @Test
    void aKeyThatOthersAreCountedAfterStays() throws IOException {
        assertRefused(
                Edit.ofGraph("counted-keys.pt").drop("(torch.device 0)"),
                "counted-keys.pt: tensor '(torch.device 0)': it is named by its place among the keys that are no"
                        + " literals, and those after it would change their names. Do this with Python, or leave the"
                        + " tensor out.");
        assertRefused(
                Edit.ofGraph("counted-keys.pt").move("(torch.device 1)", "w"),
                "counted-keys.pt: tensor '(torch.device 1)': it is named by its place among the keys that are no"
                        + " literals, and can't be moved. Do this with Python, or leave the tensor out.");
        Edit both = Edit.ofGraph("counted-keys.pt").drop("(torch.device 0)").drop("(torch.device 1)");
        try (Checkpoint c = both.result()) {
            assertThat(keys(c, ".")).containsExactly("w", "(tuple 0)");
        }
        try (Checkpoint c =
                Edit.ofGraph("counted-keys.pt").drop("(torch.device 1)").result()) {
            assertThat(keys(c, ".")).containsExactly("w", "(torch.device 0)", "(tuple 0)");
        }
    }

    @Test
    void aKeyThatIsNoTextIsNotRenamed() throws IOException {
        assertRefused(
                Edit.ofGraph("literal-keys.pt").rename("x/('a', 1)", "x/a"),
                "literal-keys.pt: tensor 'x/('a', 1)': its key is no text, and can't be renamed to one. Do this with"
                        + " Python, or leave the tensor out.");
        assertRefused(
                Edit.ofGraph("literal-keys.pt").move("x/('a', 1)", "x/7").rename("x/('a', 1)", "x/a"),
                "literal-keys.pt: tensor 'x/('a', 1)': its key is no text, and can't be renamed to one. Do this with"
                        + " Python, or leave the tensor out.");
    }

    // One dict under several names

    @Test
    void aNewTensorIsPutOnceIntoADictOfTwoNames() throws IOException {
        Edit edit =
                Edit.ofGraph("shared-dict.pt").createAfter("a/w", "a/n", 0, 3).createAfter("b/w", "b/n", 0, 3);
        try (Checkpoint c = edit.result()) {
            assertThat(keys(c, "a")).containsExactly("w", "n", "v");
            assertThat(keys(c, "b")).containsExactly("w", "n", "v");
            Inventory inventory = ((PyTorchCheckpoint) c).state().orElseThrow().inventory();
            assertThat(inventory.nodes().get(TensorName.of("a")))
                    .isEqualTo(inventory.nodes().get(TensorName.of("b")));
            assertThat(bytes(c, "b/n")).isEqualTo(edit.contents.get(0));
        }
    }

    @Test
    void copiesOrRenamesAndDropsUnderBothNamesAreDoneOnce() throws IOException {
        Edit edit = Edit.ofGraph("shared-dict.pt")
                .share("a/w", "a/n")
                .share("b/w", "b/n")
                .drop("a/w")
                .drop("b/w")
                .rename("a/v", "a/u")
                .rename("b/v", "b/u");
        try (Checkpoint c = edit.result()) {
            assertThat(keys(c, "a")).containsExactly("n", "u");
            assertThat(keys(c, "b")).containsExactly("n", "u");
            assertThat(bytes(c, "b/n")).isEqualTo(bytes(edit.before, "a/w"));
        }
    }

    @Test
    void whatIsDoneUnderOneNameOnlyIsRefusedWhenPlanned() throws IOException {
        String one = "'a' and 'b' are one dict, which stands in the file under several names, but ";
        assertRefused(
                Edit.ofGraph("shared-dict.pt").share("a/w", "a/n"),
                "shared-dict.pt: tensor 'a/n': " + one + "'a/n' would be there without 'b/n'. Add the other name in the"
                        + " same migration: copy: {from: 'a/n', to: 'b/n', share: true}.");
        assertRefused(
                Edit.ofGraph("shared-dict.pt").drop("b/w"),
                "shared-dict.pt: tensor 'a/w': " + one + "'a/w' would be there without 'b/w'. Rename and drop under all"
                        + " the names alike, in one migration.");
        assertRefused(
                Edit.ofGraph("shared-dict.pt").rename("b/w", "b/x"),
                "shared-dict.pt: tensor 'a/w': " + one + "'a/w' would be there without 'b/w'. Rename and drop under all"
                        + " the names alike, in one migration.");
        assertRefused(
                Edit.ofGraph("shared-dict.pt").createAfter("a/w", "a/n", 0, 3).createAfter("b/w", "b/n", 1, 3),
                "shared-dict.pt: tensor 'a/n': " + one + "'a/n' and 'b/n' would be two tensors. Make one of them, and"
                        + " give it the other name with 'share: true' of copy.");
        assertRefused(
                Edit.ofGraph("shared-dict.pt").move("a/w", "a/v"),
                "shared-dict.pt: tensor 'a/v': " + one + "their tensors would come in two orders. Treat them alike in"
                        + " one migration.");
        assertRefused(
                Edit.ofGraph("shared-dict.pt").drop("a/w").drop("a/v"),
                "shared-dict.pt: tensor 'b/w': 'b' and 'a' are one dict, which stands in the file under several names,"
                        + " but 'b/w' would be there without 'a/w'. Rename and drop under all the names alike, in one"
                        + " migration.");
    }

    @Test
    void anotherDictOfTheFileIsChangedFreely() throws IOException {
        try (Checkpoint c =
                Edit.ofGraph("shared-dict.pt").share("own/w", "own/n").result()) {
            assertThat(keys(c, "own")).containsExactly("w", "n");
            assertThat(keys(c, "b")).containsExactly("w", "v");
        }
    }

    // Attributes

    @Test
    void aNewTensorAfterAnAttributeBecomesTheLastEntry() throws IOException {
        Edit edit = Edit.ofGraph("attribute.pt").share("buf", "n").createAfter("n", "m", 0, 2);
        try (Checkpoint c = edit.result()) {
            assertThat(entries(c)).containsExactly("w", "v", "n", "m");
            assertThat(keys(c, ".")).containsExactly("w", "v", "n", "m", "buf");
            assertThat(bytes(c, "n")).isEqualTo(bytes(edit.before, "buf"));
        }
    }

    @Test
    void anAttributeIsRenamedWhereAnyNameWillDo() throws IOException {
        try (Checkpoint c = Edit.ofGraph("attribute.pt").rename("buf", "other").result()) {
            assertThat(entries(c)).containsExactly("w", "v");
            assertThat(keys(c, ".")).containsExactly("w", "v", "other");
        }
        try (Checkpoint c =
                new Edit("16-namespace.pt").rename("args/init", "args/x").result()) {
            assertThat(keys(c, "args")).containsExactly("x");
        }
    }

    @Test
    void attributesOfUnknownClassesKeepTheirNames() throws IOException {
        assertRefused(
                new Edit("16-unknown-classes.pt").rename("config/init", "config/x"),
                "16-unknown-classes.pt: tensor 'config/init': it is an attribute of an object of acme.models.Config,"
                        + " whose code may want this name. Do this with Python, or leave the tensor out.");
        assertRefused(
                new Edit("16-unknown-classes.pt").rename("slotted/weight", "slotted/x"),
                "16-unknown-classes.pt: tensor 'slotted/weight': it is an attribute of an object of"
                        + " acme.models.Slotted, whose code may want this name. Do this with Python, or leave the tensor"
                        + " out.");
        try (Checkpoint c = new Edit("16-unknown-classes.pt")
                .rename("model/w", "model/x")
                .drop("config/init")
                .result()) {
            assertThat(keys(c, "model")).containsExactly("x");
            assertThat(keys(c, "config")).isEmpty();
        }
    }

    // Integers as keys

    @Test
    void aNewNameAmongIntegersIsAnInteger() throws IOException {
        Edit edit = Edit.ofGraph("integer-keys.pt").rename("d/1", "d/7").createAfter("d/7", "d/8", 0, 2);
        try (Checkpoint c = edit.result()) {
            assertThat(integers(c, "d")).containsExactly(0L, 7L, 8L);
            assertThat(bytes(c, "d/7")).isEqualTo(bytes(edit.before, "d/1"));
        }
        assertRefused(
                Edit.ofGraph("integer-keys.pt").rename("d/1", "d/07"),
                "integer-keys.pt: tensor 'd/1': its key is no text, and can't be renamed to one. Do this with Python, or"
                        + " leave the tensor out.");
    }

    @Test
    void aCounterHasTheEntriesOfTheDictThatItIsGiven() throws IOException {
        TensorName added = TensorName.parse("milestones/90").orElseThrow();
        try (Checkpoint c = Edit.ofGraph("integer-keys.pt").before) {
            assertThat(c.values()
                            .get(TensorName.parse("milestones/60").orElseThrow())
                            .text())
                    .isEqualTo("2");
            assertThat(c.containers().get(TensorName.of("milestones")).text()).isEqualTo("Counter of 2");
            assertThat(c.values()).doesNotContainKey(added);
        }
    }

    @Test
    void aCounterGetsNoTensor() throws IOException {
        assertRefused(
                Edit.ofGraph("integer-keys.pt").createAfter("d/1", "milestones/w", 0, 2),
                "integer-keys.pt: tensor 'milestones/w': 'milestones' is a Counter, which holds numbers. Name another"
                        + " container.");
    }

    private static List<Long> integers(Checkpoint c, String mapping) {
        Node node = ((PyTorchCheckpoint) c)
                .state()
                .orElseThrow()
                .inventory()
                .nodes()
                .get(TensorName.parse(mapping).orElseThrow());
        return node.entries().stream().map(e -> e.key().integer().orElseThrow()).toList();
    }

    // Order

    @Test
    void entriesTakeTheOrderOfTheResult() throws IOException {
        Edit edit = new Edit("03-twelve-storages.pt")
                .move("layer.0", "layer.11")
                .move("layer.7", "layer.1")
                .rename("layer.7", "seven")
                .drop("layer.9")
                .createAfter("layer.0", "last", 0, 2);
        List<String> expected = List.of(
                "layer.1",
                "seven",
                "layer.2",
                "layer.3",
                "layer.4",
                "layer.5",
                "layer.6",
                "layer.8",
                "layer.10",
                "layer.11",
                "layer.0",
                "last");
        try (Checkpoint c = edit.result()) {
            assertThat(keys(c, ".")).isEqualTo(expected);
            assertThat(bytes(c, "seven")).isEqualTo(bytes(edit.before, "layer.7"));
            assertThat(bytes(c, "layer.0")).isEqualTo(bytes(edit.before, "layer.0"));
        }
    }

    @Test
    void oneOfTwoNamesOfAnObjectMovesAndGetsAStorageOfItsOwn() throws IOException {
        Edit edit = Edit.ofGraph("tied.pt").move("w", "v").compute("w", DType.FLOAT32, 0, 1);
        try (Checkpoint c = edit.result()) {
            assertThat(keys(c, ".")).containsExactly("x", "v", "w");
            assertThat(bytes(c, "w")).isEqualTo(edit.contents.get(0));
            assertThat(bytes(c, "x")).isEqualTo(bytes(edit.before, "x"));
        }
    }

    @Test
    void aTensorThatMovesMayNeedAnotherRebuildFunction() throws IOException {
        Edit edit = Edit.ofGraph("tied.pt").move("v", "w").compute("v", DType.UINT16, 0, 2);
        try (Checkpoint c = edit.result()) {
            assertThat(keys(c, ".")).containsExactly("w", "v", "x");
            assertThat(c.tensor(TensorName.of("v")).orElseThrow().type()).hasToString("uint16 [2]");
            assertThat(bytes(c, "v")).isEqualTo(edit.contents.get(0));
        }
    }
}
