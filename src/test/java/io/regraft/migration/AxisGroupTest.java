package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.migration.AxisGroup.Member;
import io.regraft.migration.AxisGroup.Target;
import io.regraft.migration.AxisGroup.Unlisted;
import io.regraft.problem.Where;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AxisGroupTest {

    private static final Where.InText AT = new Where.InText("fix.yaml", 5, 3);

    private static StateDict state() {
        return StateDict.of(MemoryCheckpoint.builder()
                .counting("emb.weight", 9, 4)
                .counting("head.weight", 9, 4)
                .counting("head.bias", 9)
                .counting("proj.weight", 4, 9)
                .counting("scale")
                .build());
    }

    private static Member member(String selector, int axis) {
        return new Member(Selectors.of(Selector.of(selector, AT)), axis, false, AT);
    }

    private static List<String> resolve(StateDict state, Unlisted unlisted, Member... members) {
        Step step = new Step("fix", 1, "pad", AT, false, Step.OptimizerChoice.AUTO, (s, d) -> {});
        return new AxisGroup(Optional.of("speakers"), unlisted, List.of(members), AT)
                .resolve(step, state).stream()
                        .map(t -> t.name() + " " + t.axis())
                        .toList();
    }

    @Test
    void anAxisFromTheEndIsCountedFromTheStart() {
        assertThat(resolve(
                        state(),
                        Unlisted.ERROR,
                        member("{emb,head}.weight", 0),
                        member("head.{weight,bias}", 0),
                        member("proj.weight", -1)))
                .containsExactly("emb.weight 0", "head.weight 0", "head.bias 0", "proj.weight 1");
    }

    @Test
    void aTensorLeftOutIsReportedAsAsked() {
        Member most = member("{emb,head}.weight", 0);
        StateDict state = state();
        assertThat(resolve(state, Unlisted.WARN, most)).hasSize(2);
        assertThat(state.warnings())
                .containsExactly(new StateDict.Warning(
                        AT,
                        "head.bias, proj.weight have an axis of 9 like the axis group 'speakers', and are not in it"));
        assertThat(resolve(state(), Unlisted.IGNORE, most)).hasSize(2);
        assertThatThrownBy(() -> resolve(state(), Unlisted.ERROR, most, member("proj.weight", 1)))
                .hasMessage(
                        "fix.yaml:5:3: head.bias has an axis of 9 like the axis group 'speakers', and is not in it. "
                                + "Add them to its members, or say unlisted: ignore.");
    }

    @Test
    void theExtentsMustAgree() {
        assertThatThrownBy(() -> resolve(state(), Unlisted.WARN, member("emb.weight", 0), member("head.weight", 1)))
                .hasMessage("fix.yaml:5:3: the axes of 'speakers' differ: axis 0 of emb.weight has 9 rows, axis 1 of "
                        + "head.weight has 4. One row map is applied to all of them: take out those that have another "
                        + "number of rows.");
    }

    @Test
    void aTensorMustHaveTheAxis() {
        assertThatThrownBy(() -> resolve(state(), Unlisted.WARN, member("head.bias", 1)))
                .hasMessage("fix.yaml:5:3: expected axis 1, found head.bias float32 [9]. "
                        + "Its axes are 0 to 0, or -1 to -1 from the end.");
        assertThatThrownBy(() -> resolve(state(), Unlisted.WARN, member("scale", 0)))
                .hasMessage(
                        "fix.yaml:5:3: expected axis 0, found scale float32 []. A scalar has no rows: leave it out.");
    }

    @Test
    void targetsAreValues() {
        assertThat(new Target(io.regraft.checkpoint.TensorName.of("a"), 0))
                .isEqualTo(new Target(io.regraft.checkpoint.TensorName.of("a"), 0));
    }
}
