package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Shape;
import io.regraft.kernel.Expression;
import io.regraft.kernel.NewRows;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectAndInsertRowsTest {

    private static MemoryCheckpoint.Builder column(Number... elements) {
        return MemoryCheckpoint.builder().tensor("w", FLOAT32, Shape.of(elements.length), elements);
    }

    private static RuleHarness five() {
        return given(column(10, 11, 12, 13, 14)).labels("names.txt", "a", "b", "c", "d", "3");
    }

    @Test
    void rowsAreTakenInTheOrderListedTooOften() {
        five().when("- select_rows: {tensors: w, rows: [4, 0, '1..3', 0]}").then(column(14, 10, 11, 12, 13, 10));
    }

    @Test
    void aQuotedNumberIsALabelAndAPlainOneAnIndex() {
        var outcome = five().when("- select_rows: {tensors: w, rows: [3, '3', b], rows_are: {file: names.txt}}");
        outcome.then(column(13, 14, 11));
        assertThat(outcome.rows("w").labelsAfter()).contains(List.of("d", "3", "b"));
    }

    @Test
    void aLabelNeedsAListToLookItUpIn() {
        five().when("- select_rows: {tensors: w, rows: ['3']}")
                .fails("fix.yaml:4:36: '3' is a label, and select_rows has nothing to look it up in. "
                        + "Say what the rows are called by rows_are: {file: …}. "
                        + "Without quotes it is the row of that index.");
        five().when("- select_rows: {tensors: w, rows: [bb], rows_are: {file: names.txt}}")
                .fails("fix.yaml:4:36: no row is called 'bb' in names.txt; did you mean 'b'? "
                        + "Labels are compared letter by letter, spaces too.");
    }

    @Test
    void rowsThatAreNotThereAreRefused() {
        five().when("- select_rows: {tensors: w, rows: [5]}")
                .fails("fix.yaml:4:36: there is no row 5: w in g.pt has 5 rows on axis 0. The last is row 4.");
        five().when("- select_rows: {tensors: w, rows: ['2..5']}")
                .fails("fix.yaml:4:36: there is no row 5: w in g.pt has 5 rows on axis 0. The last is row 4.");
        five().when("- select_rows: {tensors: w, rows: []}")
                .fails("fix.yaml:4:3: select_rows would leave no row: w in g.pt has 5 rows on axis 0. "
                        + "Keep at least one row, or remove the tensor with drop.");
    }

    @Test
    void newRowsGoInAndTheRestMovesUp() {
        var outcome = five().when("- insert_rows: {tensors: w, at: 1, count: 2, init: {values: [7, 8]}}");
        outcome.then(column(10, 7, 8, 11, 12, 13, 14));
        var gather =
                (Expression.Gather) outcome.state().entries().iterator().next().expression();
        assertThat(gather.fills().get(0).identities()).isEqualTo(new NewRows.Identities.Indices(1, 2));
    }

    @Test
    void newRowsWithLabelsAreCalledByThem() {
        var outcome = five().when(
                        "- insert_rows: {tensors: w, at: 5, labels: [x, y], init: {copy_row: c}, rows_are: {file: names.txt}}");
        outcome.then(column(10, 11, 12, 13, 14, 12, 12));
        assertThat(outcome.rows("w").labelsAfter()).contains(List.of("a", "b", "c", "d", "3", "x", "y"));
        var gather =
                (Expression.Gather) outcome.state().entries().iterator().next().expression();
        assertThat(gather.fills().get(0).identities()).isEqualTo(new NewRows.Identities.Labels(List.of("x", "y")));
    }

    @Test
    void insertingBeyondTheEndIsRefused() {
        five().when("- insert_rows: {tensors: w, at: 6, count: 1, init: zeros}")
                .fails("fix.yaml:4:33: expected a position of at most 5, found 6; w in g.pt has 5 rows on axis 0. "
                        + "That number appends.");
    }

    @Test
    void aLabelThatIsThereAlreadyIsRefused() {
        five().when("- insert_rows: {tensors: w, at: 0, labels: [x, b], init: zeros, rows_are: {file: names.txt}}")
                .fails(
                        "fix.yaml:4:48: 'b' is there already: it is in names.txt. Give it another label, or leave it out.");
    }

    @Test
    void eitherCountOrLabelsAreNeeded() {
        five().when("- insert_rows: {tensors: w, at: 0, init: zeros}")
                .fails("fix.yaml:4:3: insert_rows takes either count or labels, found neither. "
                        + "Give the number of new rows, or their labels.");
        five().when("- insert_rows: {tensors: w, at: 0, count: 0, init: zeros}")
                .fails("fix.yaml:4:43: expected at least 1 new row, found none. Leave the step out.");
        five().when("- insert_rows: {tensors: w, at: 0, count: 9223372036854775807, init: zeros}")
                .fails("fix.yaml:4:43: 9,223,372,036,854,775,807 new rows are more than can be counted. "
                        + "Give a smaller number.");
    }
}
