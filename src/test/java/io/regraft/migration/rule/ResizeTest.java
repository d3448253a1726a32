package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.checkpoint.DType.INT64;
import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Shape;
import io.regraft.kernel.RowMap;
import io.regraft.migration.RowEdit;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** pad, truncate and resize. */
class ResizeTest {

    private static MemoryCheckpoint.Builder table() {
        return MemoryCheckpoint.builder()
                .tensor("emb.weight", FLOAT32, Shape.of(3, 2), 1, 2, 3, 4, 8, 9)
                .tensor("step", INT64, Shape.of(), 7);
    }

    @Test
    void padAppendsRowsThatHoldTheMeanOfThoseKept() {
        given(table())
                .when("- pad: {tensors: emb.weight, size: 5, init: mean}")
                .then(MemoryCheckpoint.builder()
                        .tensor("emb.weight", FLOAT32, Shape.of(5, 2), 1, 2, 3, 4, 8, 9, 4, 5, 4, 5)
                        .tensor("step", INT64, Shape.of(), 7));
    }

    @Test
    void padTakesANegativeAxis() {
        given(table())
                .when("- pad: {tensors: emb.weight, size: 3, axis: -1, init: {constant: 0.5}}")
                .then(MemoryCheckpoint.builder()
                        .tensor("emb.weight", FLOAT32, Shape.of(3, 3), 1, 2, 0.5, 3, 4, 0.5, 8, 9, 0.5)
                        .tensor("step", INT64, Shape.of(), 7));
    }

    @Test
    void padToTheLengthThatIsThereChangesNothing() {
        var outcome = given(table()).when("- pad: {tensors: emb.weight, size: 3, init: zeros}");
        outcome.then(table());
        assertThat(outcome.state().entries()).allMatch(e -> e.isUntouched());
    }

    @Test
    void padToLessIsRefused() {
        given(table())
                .when("- pad: {tensors: emb.weight, size: 2, init: zeros}")
                .fails(
                        "fix.yaml:4:36: expected a size of at least 3, found 2; emb.weight in g.pt has 3 rows on axis 0. "
                                + "truncate makes it shorter, resize whichever is needed.");
    }

    @Test
    void padNeedsAnInit() {
        given(table())
                .when("- pad: {tensors: emb.weight, size: 5}")
                .fails("fix.yaml:4:3: pad needs the key 'init'. It takes tensors, axes, axis, rows_are, size, init, "
                        + "optimizer, optional.");
    }

    @Test
    void truncateKeepsTheFirstRows() {
        var outcome = given(table()).when("- truncate: {tensors: emb.weight, size: 2}");
        outcome.then(MemoryCheckpoint.builder()
                .tensor("emb.weight", FLOAT32, Shape.of(2, 2), 1, 2, 3, 4)
                .tensor("step", INT64, Shape.of(), 7));
        assertThat(outcome.rows("emb.weight"))
                .isEqualTo(new RowEdit(0, RowMap.identity(2), 3, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void truncateToMoreIsRefused() {
        given(table())
                .when("- truncate: {tensors: emb.weight, size: 2020}")
                .fails(
                        "fix.yaml:4:41: expected a size of at most 3, found 2,020; emb.weight in g.pt has 3 rows on axis 0. "
                                + "pad makes it longer, resize whichever is needed.");
    }

    @Test
    void truncateToNothingIsRefused() {
        given(table())
                .when("- truncate: {tensors: emb.weight, size: 0}")
                .fails("fix.yaml:4:3: truncate would leave no row: emb.weight in g.pt has 3 rows on axis 0. "
                        + "Keep at least one row, or remove the tensor with drop.");
    }

    @Test
    void resizeGrowsOneTensorAndShortensAnother() {
        given(MemoryCheckpoint.builder().counting("a.weight", 2).counting("b.weight", 5))
                .when("- resize: {tensors: '*.weight', size: 3, init: ones}")
                .then(MemoryCheckpoint.builder()
                        .tensor("a.weight", FLOAT32, Shape.of(3), 0, 1, 1)
                        .tensor("b.weight", FLOAT32, Shape.of(3), 0, 1, 2));
    }

    @Test
    void resizeNeedsAnInitOnlyWhereItGrows() {
        given(table()).when("- resize: {tensors: emb.weight, size: 2}").names();
        given(table())
                .when("- resize: {tensors: emb.weight, size: 5}")
                .fails("fix.yaml:4:3: resize adds 2 rows to emb.weight, and there is no 'init'. "
                        + "Say what they shall hold: init: mean, init: zeros.");
    }

    @Test
    void growingBeyondWhatCanBeCountedIsRefused() {
        given(table())
                .when("- pad: {tensors: emb.weight, size: 9223372036854775807, init: zeros}")
                .fails("fix.yaml:4:3: pad would give emb.weight 9,223,372,036,854,775,807 rows on axis 0, "
                        + "more bytes than 63 bits count. Give a smaller number.");
    }

    @Test
    void aScalarHasNoRows() {
        given(table())
                .when("- truncate: {tensors: step, size: 1}")
                .fails("fix.yaml:4:23: expected axis 0, found step int64 []. A scalar has no rows: leave it out.");
    }

    @Test
    void anAxisThatIsNotThereIsRefused() {
        given(table())
                .when("- truncate: {tensors: emb.weight, axis: 2, size: 1}")
                .fails("fix.yaml:4:23: expected axis 2, found emb.weight float32 [3, 2]. "
                        + "Its axes are 0 to 1, or -1 to -2 from the end.");
    }

    @Test
    void aSelectorThatMatchesNothingIsRefusedUnlessOptional() {
        given(table())
                .when("- truncate: {tensors: enb.weight, size: 1}")
                .fails("fix.yaml:4:23: 'enb.weight' matches none of 2 tensors in g.pt; closest is 'emb.weight'. "
                        + "For the names: regraft inspect g.pt");
        given(table())
                .when("- truncate: {tensors: enb.weight, size: 1, optional: true}")
                .then(table());
    }

    @Test
    void aLayoutThatIsNotComputedOnIsRefusedByName() {
        given(table().opaque("adj", FLOAT32, Shape.of(3, 3), "sparse_coo"))
                .when("- truncate: {tensors: adj, size: 1}")
                .fails("fix.yaml:4:3: truncate takes strided tensors, adj is sparse_coo. "
                        + "Leave it out of 'tensors'; it is kept as it is.");
    }

    @Test
    void labelsComeAlong() {
        var outcome = given(table())
                .labels("names.txt", "anna", "bo", "cy")
                .when("- pad: {tensors: emb.weight, size: 4, init: zeros, rows_are: {file: names.txt}}");
        assertThat(outcome.rows("emb.weight"))
                .isEqualTo(new RowEdit(
                        0,
                        RowMap.grow(3, 1),
                        3,
                        Optional.of(List.of("anna", "bo", "cy")),
                        Optional.of(List.of("anna", "bo", "cy")),
                        Optional.of("zeros")));
    }

    @Test
    void labelsMustNameEveryRow() {
        given(table())
                .labels("names.txt", "anna", "bo")
                .when("- pad: {tensors: emb.weight, size: 4, init: zeros, rows_are: {file: names.txt}}")
                .fails("names.txt:2: the list ends at 2 labels; emb.weight in g.pt has 3 rows on axis 0. "
                        + "It must name every row, in order.");
    }

    private static final String WITH_LISTS = """
            regraft: 1
            id: fix
            vars:
              old: {file: old.txt}
              new: {file: new.txt}
            steps:
              - resize: {tensors: emb.weight, size: 4, init: zeros}
            """;

    @Test
    void listsOfOtherOrderAtHandGiveAWarning() {
        given(table())
                .labels("old.txt", "anna", "bo", "cy")
                .labels("new.txt", "anna", "ben", "bo", "cy")
                .when(WITH_LISTS)
                .warns(
                        "fix.yaml:7:5: emb.weight: row 1 stays where it is, but is 'bo' in old.txt:2 and 'ben' in new.txt:2; "
                                + "remap_rows keeps what the rows mean");
    }

    @Test
    void listsOfTheSameOrderGiveNoWarning() {
        given(table())
                .labels("old.txt", "anna", "bo", "cy")
                .labels("new.txt", "anna", "bo", "cy", "dan")
                .when(WITH_LISTS)
                .warns();
    }

    @Test
    void listsOfOtherLengthsGiveNoWarning() {
        given(table())
                .labels("old.txt", "anna", "bo")
                .labels("new.txt", "ben", "bo", "cy", "dan")
                .when(WITH_LISTS)
                .warns();
    }
}
