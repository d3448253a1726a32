package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.migration.rule.RuleHarness.given;

import io.regraft.checkpoint.Shape;
import io.regraft.testing.MemoryCheckpoint;
import org.junit.jupiter.api.Test;

/** Row rules on several axes at once, and on tensors that share a storage. */
class AxisGroupRulesTest {

    private static MemoryCheckpoint.Builder model() {
        return MemoryCheckpoint.builder()
                .tensor("emb.weight", FLOAT32, Shape.of(3, 1), 1, 2, 3)
                .tensor("head.bias", FLOAT32, Shape.of(3), 4, 5, 6)
                .tensor("logits", FLOAT32, Shape.of(1, 3), 7, 8, 9)
                .tensor("odd.weight", FLOAT32, Shape.of(2, 3), 0, 0, 0, 0, 0, 0);
    }

    private static String migration(String unlisted, String step) {
        return """
                regraft: 1
                id: fix
                axes:
                  speakers:
                    unlisted: %s
                    members:
                      - {tensors: [emb.weight, head.bias]}
                      - {tensors: logits, axis: 1}
                      - {tensors: gone, axis: 1, optional: true}
                steps:
                  - %s
                """.formatted(unlisted, step);
    }

    @Test
    void oneRowMapIsAppliedToAllMembers() {
        given(model())
                .when(migration("ignore", "remap_rows: {axes: speakers, from: [a, b, c], to: [c, x, a], init: mean}"))
                .then(MemoryCheckpoint.builder()
                        .tensor("emb.weight", FLOAT32, Shape.of(3, 1), 3, 2, 1)
                        .tensor("head.bias", FLOAT32, Shape.of(3), 6, 5, 4)
                        .tensor("logits", FLOAT32, Shape.of(1, 3), 9, 8, 7)
                        .tensor("odd.weight", FLOAT32, Shape.of(2, 3), 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aTensorThatWasLeftOutStopsTheStepIfSaid() {
        given(model())
                .when(migration("error", "truncate: {axes: speakers, size: 2}"))
                .fails("fix.yaml:4:3: odd.weight has an axis of 3 like the axis group 'speakers', and is not in it. "
                        + "Add them to its members, or say unlisted: ignore.");
    }

    @Test
    void momentsOfAnOptimizerDoNotCountAsLeftOut() {
        given(MemoryCheckpoint.builder()
                        .counting("emb.weight", 3)
                        .counting("optim/state/0/exp_avg", 3)
                        .container("optim/param_groups", "list"))
                .when("""
                        regraft: 1
                        id: fix
                        axes:
                          n: {unlisted: error, members: [{tensors: emb.weight}]}
                        steps:
                          - truncate: {axes: n, size: 1, optimizer: off}
                        """)
                .then(MemoryCheckpoint.builder().counting("emb.weight", 1).counting("optim/state/0/exp_avg", 3));
    }

    @Test
    void aSquareTensorMayBeAMemberOnBothAxes() {
        given(MemoryCheckpoint.builder().tensor("m", FLOAT32, Shape.of(2, 2), 1, 2, 3, 4))
                .when("""
                        regraft: 1
                        id: fix
                        axes:
                          n: [{tensors: m}, {tensors: m, axis: 1}]
                        steps:
                          - remap_rows: {axes: n, from: [a, b], to: [b, c, a], init: zeros}
                        """)
                .then(MemoryCheckpoint.builder().tensor("m", FLOAT32, Shape.of(3, 3), 4, 0, 3, 0, 0, 0, 2, 0, 1));
    }

    private static MemoryCheckpoint.Builder tied() {
        return MemoryCheckpoint.builder()
                .tensor("emb.weight", FLOAT32, Shape.of(3, 1), 1, 2, 3)
                .tied("head.weight", "emb.weight");
    }

    @Test
    void tiedTensorsAreChangedOnceAndStayTied() {
        given(tied())
                .when("- pad: {tensors: '*.weight', size: 4, init: {constant: 9}}")
                .then(MemoryCheckpoint.builder()
                        .tensor("emb.weight", FLOAT32, Shape.of(4, 1), 1, 2, 3, 9)
                        .tied("head.weight", "emb.weight"));
    }

    @Test
    void aPartOfATieStopsTheStep() {
        given(tied())
                .when("- truncate: {tensors: emb.weight, size: 2}")
                .fails("fix.yaml:4:3: truncate names emb.weight, which shares its storage with head.weight. "
                        + "Name every tensor on that storage in this step, or untie them before with copy and drop.");
    }

    @Test
    void tiedTensorsOnDifferentAxesAreRefused() {
        given(tied())
                .when("""
                        regraft: 1
                        id: fix
                        axes:
                          n: [{tensors: emb.weight}, {tensors: head.weight, axis: 1}]
                        steps:
                          - truncate: {axes: n, size: 1}
                        """)
                .fails("fix.yaml:4:3: the axes of 'n' differ: axis 0 of emb.weight has 3 rows, "
                        + "axis 1 of head.weight has 1. "
                        + "One row map is applied to all of them: take out those that have another number of rows.");
        given(MemoryCheckpoint.builder().counting("a", 2, 2).tied("b", "a"))
                .when("""
                        regraft: 1
                        id: fix
                        axes:
                          n: [{tensors: a}, {tensors: b, axis: 1}]
                        steps:
                          - truncate: {axes: n, size: 1}
                        """)
                .fails("fix.yaml:6:5: a and b share one storage, but the step changes axis 0 of one and axis 1 of the "
                        + "other. Name the same axis for both.");
    }

    @Test
    void aViewOfALargerStorageGetsOneOfItsOwn() {
        given(MemoryCheckpoint.builder()
                        .tensor("fused", FLOAT32, Shape.of(4), 1, 2, 3, 4)
                        .view("tail", "fused", Shape.of(2), 2, 1))
                .when("- pad: {tensors: [fused, tail], size: 5, init: zeros}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("fused", FLOAT32, Shape.of(5), 1, 2, 3, 4, 0)
                        .tensor("tail", FLOAT32, Shape.of(5), 3, 4, 0, 0, 0))
                .warns("fix.yaml:4:3: tail saw a part of a larger storage; it has one of its own now");
    }

    @Test
    void aTransposedViewIsReadAsItIsSeen() {
        given(MemoryCheckpoint.builder()
                        .tensor("a", FLOAT32, Shape.of(2, 3), 1, 2, 3, 4, 5, 6)
                        .view("t", "a", Shape.of(3, 2), 0, 1, 3))
                .when("- truncate: {tensors: [a, t], size: 1}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("a", FLOAT32, Shape.of(1, 3), 1, 2, 3)
                        .tensor("t", FLOAT32, Shape.of(1, 2), 1, 4));
    }
}
