package io.regraft.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.testing.MemoryCheckpoint;
import org.junit.jupiter.api.Test;

class OptimizerStateTest {

    private static OptimizerState find(MemoryCheckpoint.Builder checkpoint) {
        return OptimizerState.find(checkpoint.build());
    }

    @Test
    void aContainerWithStateAndParamGroupsIsOne() {
        OptimizerState found = find(MemoryCheckpoint.builder()
                .counting("model/w", 1)
                .counting("optimizer_states/0/state/0/exp_avg", 1)
                .container("optimizer_states/0/param_groups", "list"));
        assertThat(found.paths()).containsExactly(TensorName.of("optimizer_states", "0"));
        assertThat(found.holds(TensorName.of("optimizer_states", "0", "state", "0", "exp_avg")))
                .isTrue();
        assertThat(found.holds(TensorName.of("model", "w"))).isFalse();
    }

    @Test
    void anOptimizerBeforeItsFirstStepIsOne() {
        OptimizerState found = find(MemoryCheckpoint.builder()
                .counting("model/w", 1)
                .value("optim/state", new Value.Container("dict", 0))
                .container("optim/param_groups", "list"));
        assertThat(found.paths()).containsExactly(TensorName.of("optim"));
    }

    @Test
    void aFileThatIsAnOptimizerIsOne() {
        OptimizerState found =
                find(MemoryCheckpoint.builder().counting("state/0/exp_avg", 1).container("param_groups", "list"));
        assertThat(found.paths()).containsExactly(TensorName.ROOT);
        assertThat(found.holds(TensorName.of("state", "0", "exp_avg"))).isTrue();
    }

    @Test
    void aModelIsNone() {
        assertThat(find(MemoryCheckpoint.builder().counting("model/state", 1)).isEmpty())
                .isTrue();
    }
}
