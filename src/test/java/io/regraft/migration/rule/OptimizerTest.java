package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.checkpoint.DType.INT64;
import static io.regraft.migration.rule.RuleHarness.given;

import io.regraft.checkpoint.Shape;
import io.regraft.testing.MemoryCheckpoint;
import org.junit.jupiter.api.Test;

/** What rules do where a checkpoint carries optimizer state. */
class OptimizerTest {

    private static MemoryCheckpoint.Builder training(Number... embedding) {
        return MemoryCheckpoint.builder()
                .tensor("model/emb.weight", FLOAT32, Shape.of(embedding.length), embedding)
                .tensor("model/position_ids", INT64, Shape.of(1), 0)
                .tensor("optim/state/0/exp_avg", FLOAT32, Shape.of(2), 1, 2)
                .container("optim/param_groups", "list");
    }

    private static final String STEP = "- truncate: {tensors: emb.weight, size: 1";

    @Test
    void movedRowsAreSaidOnceToHaveLeftTheMomentsAlone() {
        given(training(1, 2, 3))
                .when("- truncate: {tensors: emb.weight, size: 2}\n" + STEP + "}")
                .tensors(training(1))
                .warns("fix.yaml:4:3: optimizer state in optim was left alone: its moments still have the old rows; "
                        + "start the optimizer anew, or say optimizer: off");
        given(training(1, 2, 3)).when(STEP + ", optimizer: off}").then(training(1));
    }

    @Test
    void rowsOfMomentsThemselvesAreTheUsersOwnBusiness() {
        given(training(1)).when("- truncate: {tensors: 'optim/**', size: 2}").then(training(1));
        given(training(1)).when("- truncate: {tensors: exp_avg, size: 1}").warns();
    }

    @Test
    void addingOrRemovingParametersStops() {
        String fix = "Its parameters are counted by position, which would shift. "
                + "Where the optimizer is not needed any more, say optimizer: off.";
        given(training(1))
                .when("- drop: {tensors: emb.weight}")
                .fails(
                        "fix.yaml:4:3: drop would add or remove model/emb.weight, and optim in g.pt holds optimizer state. "
                                + fix);
        given(training(1))
                .when("- keep: {tensors: ['optim/**', position_ids]}")
                .fails(
                        "fix.yaml:4:3: keep would add or remove model/emb.weight, and optim in g.pt holds optimizer state. "
                                + fix);
        given(training(1))
                .when("- copy: {from: emb.weight, to: head.weight}")
                .fails("fix.yaml:4:3: copy would add or remove model/head.weight, and optim in g.pt holds optimizer "
                        + "state. " + fix);
        given(training(1))
                .when("- create: {name: model/x, dtype: float32, shape: [1], init: zeros}")
                .fails("fix.yaml:4:3: create would add or remove model/x, and optim in g.pt holds optimizer state. "
                        + fix);
    }

    @Test
    void buffersAndMomentsMayComeAndGo() {
        given(training(1)).when("- drop: {tensors: position_ids}").names();
        given(training(1)).when("- drop: {tensors: 'optim/**'}").names();
        given(training(1)).when("- drop: {tensors: emb.weight, optimizer: off}").names();
    }
}
