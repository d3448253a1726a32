package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.BITS16;
import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Shape;
import io.regraft.kernel.Expression;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowMap;
import io.regraft.migration.RowEdit;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemapRowsTest {

    private static MemoryCheckpoint.Builder speakers(Number... elements) {
        return MemoryCheckpoint.builder().tensor("spk.weight", FLOAT32, Shape.of(elements.length / 2, 2), elements);
    }

    private static RuleHarness three() {
        return given(speakers(1, 1, 2, 2, 6, 6)).labels("old.txt", "anna", "bo", "cy");
    }

    @Test
    void eachLabelKeepsItsRowWhateverTheOrder() {
        var outcome = three().labels("new.txt", "cy", "anna")
                .when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: {file: new.txt}}");
        outcome.then(speakers(6, 6, 1, 1));
        assertThat(outcome.rows("spk.weight"))
                .isEqualTo(new RowEdit(
                        0,
                        RowMap.builder().input(2, 1).input(0, 1).build(),
                        3,
                        Optional.of(List.of("anna", "bo", "cy")),
                        Optional.of(List.of("cy", "anna")),
                        Optional.empty()));
    }

    @Test
    void aNewLabelGetsTheMeanOfTheRowsKept() {
        var outcome = three().when(
                        "- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [cy, dan, anna], init: mean}");
        outcome.then(speakers(6, 6, 3.5, 3.5, 1, 1));
        var gather =
                (Expression.Gather) outcome.state().entries().iterator().next().expression();
        assertThat(gather.fills().get(0).identities()).isEqualTo(new NewRows.Identities.Labels(List.of("dan")));
        assertThat(gather.fills().get(0).basis()).contains(gather.input());
    }

    @Test
    void whereNoRowIsKeptTheMeanIsOfAll() {
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [x, y], init: mean}")
                .tensors(speakers(3, 3, 3, 3))
                .warns("fix.yaml:4:3: no row is kept of spk.weight: mean is of all rows before");
    }

    @Test
    void aRowIsCopiedByTheLabelThatItHasInFrom() {
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [x, cy], init: {copy_row: bo}}")
                .then(speakers(2, 2, 6, 6));
    }

    @Test
    void newLabelsWithoutInitAreNamedWithTheirLines() {
        three().labels("new.txt", "anna", "dan", "eve")
                .when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: {file: new.txt}}")
                .fails("fix.yaml:4:3: 2 labels of 'to' are not in 'from': 'dan' (new.txt:2), 'eve' (new.txt:3). "
                        + "Give them init: mean, or a row each by aliases.");
    }

    @Test
    void anAliasGivesANewLabelTheRowOfAnOldOne() {
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [kai, anna], aliases: {kai: cy}}")
                .then(speakers(6, 6, 1, 1));
    }

    @Test
    void anAliasWinsOverALabelOfTheSameName() {
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [bo, anna], aliases: {bo: cy}}")
                .then(speakers(6, 6, 1, 1));
    }

    @Test
    void anAliasOfNothingIsRefusedUnlessOptional() {
        String step = "- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [anna, bo], aliases: {bo: cyy}";
        three().when(step + "}")
                .fails("fix.yaml:4:90: aliases names 'cyy', which is not in 'from'; did you mean 'cy'? "
                        + "An alias is new: old.");
        three().when(step + ", optional: true}").then(speakers(1, 1, 2, 2));
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [anna, bo], aliases: {xx: cy}}")
                .fails("fix.yaml:4:86: aliases names 'xx', which is not in 'to'; did you mean 'bo'? "
                        + "An alias is new: old.");
    }

    @Test
    void lostLabelsAreAnErrorWhereDropIsForbidden() {
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [bo], drop: forbid}")
                .fails("fix.yaml:4:3: 2 labels of 'from' are not in 'to', and drop is forbidden: "
                        + "'anna' (old.txt:1), 'cy' (old.txt:3). Add them to 'to', or say drop: allow.");
    }

    @Test
    void aListThatEndsEarlyIsRefused() {
        given(speakers(1, 1, 2, 2, 3, 3, 4, 4))
                .labels("old.txt", "anna", "bo", "cy")
                .when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [bo]}")
                .fails("old.txt:3: the list ends at 3 labels; spk.weight in g.pt has 4 rows on axis 0. "
                        + "It must name every row, in order; "
                        + "for reserved rows at the end say unlabelled: keep_last or drop.");
    }

    @Test
    void aListThatIsTooLongIsRefused() {
        given(speakers(1, 1))
                .labels("old.txt", "anna", "bo")
                .when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [bo, anna], unlabelled: drop}")
                .fails("old.txt:2: the list goes on to 2 labels; spk.weight in g.pt has 1 row on axis 0. "
                        + "It must name every row, in order.");
    }

    @Test
    void listsThatAreSwappedAreSaidToBe() {
        String swapped = "It is 'from', which names the rows as they are; 'to' has one label for each of them: are the"
                + " two swapped?";
        given(speakers(1, 1, 2, 2, 3, 3))
                .labels("old.txt", "anna", "bo", "cy")
                .labels("new.txt", "anna", "bo")
                .when("- remap_rows: {tensors: spk.weight, from: {file: new.txt}, to: {file: old.txt}}")
                .fails("new.txt:2: the list ends at 2 labels; spk.weight in g.pt has 3 rows on axis 0. " + swapped);
        given(speakers(1, 1, 2, 2))
                .labels("old.txt", "anna", "bo")
                .labels("new.txt", "anna", "bo", "cy")
                .when("- remap_rows: {tensors: spk.weight, from: {file: new.txt}, to: {file: old.txt}, init: mean}")
                .fails("new.txt:3: the list goes on to 3 labels; spk.weight in g.pt has 2 rows on axis 0. " + swapped);
    }

    @Test
    void reservedRowsStayAtTheEndOrGo() {
        RuleHarness five = given(speakers(1, 1, 2, 2, 7, 7, 8, 8)).labels("old.txt", "anna", "bo");
        String step = "- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: [bo, x, anna], init: zeros";
        var kept = five.when(step + ", unlabelled: keep_last}");
        kept.then(speakers(2, 2, 0, 0, 1, 1, 7, 7, 8, 8));
        assertThat(kept.rows("spk.weight").labelsAfter()).contains(List.of("bo", "x", "anna"));
        five.when(step + ", unlabelled: drop}").then(speakers(2, 2, 0, 0, 1, 1));
    }

    @Test
    void indicesMayBeMappedInPlaceOfLabels() {
        three().when("- remap_rows: {tensors: spk.weight, map: {0: 2, 2: 0}, init: ones}")
                .then(speakers(6, 6, 1, 1, 1, 1));
    }

    @Test
    void newRowsOfAMapAreCalledByTheirIndex() {
        var outcome = three().when("- remap_rows: {tensors: spk.weight, map: {2: 4, 1: 1}, init: zeros}");
        outcome.then(speakers(0, 0, 2, 2, 0, 0, 0, 0, 6, 6));
        var gather =
                (Expression.Gather) outcome.state().entries().iterator().next().expression();
        assertThat(gather.fills().get(0).identities()).isEqualTo(new NewRows.Identities.Labels(List.of("0", "2", "3")));
    }

    @Test
    void rowsBeyondAMapAreRefusedUnlessSaid() {
        three().when("- remap_rows: {tensors: spk.weight, map: {1: 0, 0: 1}}")
                .fails("fix.yaml:4:42: the last row that the map names is 1; spk.weight in g.pt has 3 rows on axis 0. "
                        + "Map them too, or say of the rest unlabelled: keep_last or drop.");
        three().when("- remap_rows: {tensors: spk.weight, map: {1: 0, 0: 1}, unlabelled: keep_last}")
                .then(speakers(2, 2, 1, 1, 6, 6));
    }

    @Test
    void aMapOfRowsThatAreNotThereIsRefused() {
        three().when("- remap_rows: {tensors: spk.weight, map: {1: 0, 3: 1}}")
                .fails("fix.yaml:4:49: there is no row 3: spk.weight in g.pt has 3 rows on axis 0. "
                        + "A map is old: new, counted from 0.");
        three().when("- remap_rows: {tensors: spk.weight, map: {1: 0, 0: 9000000000}, init: zeros}")
                .fails("fix.yaml:4:42: the map would leave 8,999,999,999 rows without an old one. "
                        + "Map to smaller indices, and grow the axis by pad.");
        three().when("- remap_rows: {tensors: spk.weight, map: {2: 0, 0: 2}}")
                .fails("fix.yaml:4:3: no old row is mapped to 1 row of the new 3. "
                        + "Give them init: mean, or map an old row to each.");
        three().when("- remap_rows: {tensors: spk.weight, map: {2: 0}, drop: forbid}")
                .fails("fix.yaml:4:3: the map does not name 2 rows of the first 3, and drop is forbidden: 0, 1. "
                        + "Map them too, or say drop: allow.");
    }

    @Test
    void eitherLabelsOrAMapAreNeeded() {
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}}")
                .fails("fix.yaml:4:3: remap_rows takes from and to, or map, found from alone. "
                        + "Give the labels as they are and as they shall be, or a map of indices.");
        three().when("- remap_rows: {tensors: spk.weight, map: {0: 0}, aliases: {a: b}}")
                .fails("fix.yaml:4:59: aliases goes with from and to, not with map. Leave it out.");
    }

    @Test
    void thereAndBackGivesTheSameBytes() {
        RuleHarness harness = three().labels("new.txt", "cy", "anna", "bo");
        harness.when("""
                        - remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: {file: new.txt}}
                        - remap_rows: {tensors: spk.weight, from: {file: new.txt}, to: {file: old.txt}}
                        """).then(speakers(1, 1, 2, 2, 6, 6));
    }

    @Test
    void everyScalarOfAListIsItsOwnText() {
        given(speakers(1, 1, 2, 2, 3, 3, 4, 4))
                .when("- remap_rows: {tensors: spk.weight, from: ['no', 007, 1e3, '55'], to: [1e3, no, '55', '007']}")
                .then(speakers(3, 3, 1, 1, 4, 4, 2, 2));
    }

    @Test
    void elementsThatAreOnlyBitsMove() {
        given(MemoryCheckpoint.builder().tensor("q", BITS16, Shape.of(2, 2), 1, 2, 3, 4))
                .when("- remap_rows: {tensors: q, from: [a, b], to: [b, a, c], init: zeros}")
                .then(MemoryCheckpoint.builder().tensor("q", BITS16, Shape.of(3, 2), 3, 4, 1, 2, 0, 0));
    }

    @Test
    void anEmptyListLeavesNoRow() {
        three().when("- remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: []}")
                .fails("fix.yaml:4:3: remap_rows would leave no row: spk.weight in g.pt has 3 rows on axis 0. "
                        + "Keep at least one row, or remove the tensor with drop.");
    }
}
