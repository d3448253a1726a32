package io.regraft.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.StateDict;
import io.regraft.migration.rule.RuleHarness;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bias whose weight has another number of rows now. */
class SiblingRowsTest {

    private static List<String> warnings(MemoryCheckpoint.Builder tensors, String step) {
        StateDict state = RuleHarness.given(tensors).when("  - " + step + "\n").state();
        new SiblingRows(state).report();
        return state.warnings().stream()
                .map(w -> w.at().text() + ": " + w.text())
                .toList();
    }

    private static MemoryCheckpoint.Builder head() {
        return MemoryCheckpoint.builder()
                .counting("head.weight", 6, 2)
                .counting("head.bias", 6)
                .counting("other.bias", 6);
    }

    @Test
    void aBiasThatKeepsItsRowsIsWarnedOf() {
        assertThat(warnings(head(), "truncate: {tensors: head.weight, size: 4}"))
                .containsExactly(
                        "fix.yaml:4:5: head.bias still has 6 rows, as head.weight had; that has 4 now. Name both"
                                + " in the step, if they are rows of the same things");
    }

    @Test
    void aBiasThatGoesAlongIsNot() {
        assertThat(warnings(head(), "truncate: {tensors: ['head.weight', 'head.bias'], size: 4}"))
                .isEmpty();
    }

    @Test
    void aBiasOfAnotherModuleOrOfOtherRowsIsNot() {
        assertThat(warnings(
                        MemoryCheckpoint.builder()
                                .counting("head.weight", 6, 2)
                                .counting("head.bias", 3)
                                .counting("other.bias", 6),
                        "truncate: {tensors: head.weight, size: 4}"))
                .isEmpty();
    }

    @Test
    void columnsHaveNoSiblings() {
        assertThat(warnings(head(), "truncate: {tensors: head.weight, axis: 1, size: 1}"))
                .isEmpty();
    }

    @Test
    void tablesWithoutAModuleAreNoSiblings() {
        assertThat(warnings(
                        MemoryCheckpoint.builder().counting("weight", 6, 2).counting("bias", 6),
                        "truncate: {tensors: weight, size: 4}"))
                .isEmpty();
    }
}
