package io.regraft.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.diagnose.cause.Causes;
import io.regraft.testing.MemoryCheckpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keys that are no tensors' are unexpected to a strict load, unless the target has them too. */
class BesideTest {

    private static MemoryCheckpoint.Builder weights(String container) {
        return MemoryCheckpoint.builder()
                .container(container, "OrderedDict")
                .counting(container + "/weight", 2)
                .counting(container + "/bias", 2);
    }

    private static Diagnosis diagnose(Checkpoint checkpoint, Target target) {
        return new Diagnoser(Causes.all(LabelFiles.NONE), Path.of(""), Set.of())
                .diagnose(checkpoint, Placement.found(checkpoint, List.of(target)));
    }

    private static Target target() {
        return Target.of("t.json", Checked.spec("weight [2]\nbias [2]"));
    }

    @Test
    void aNumberAmongTheTensorsIsAnUnexpectedKey() {
        Checkpoint checkpoint = weights("model")
                .value("model/epoch", new Value.Int(java.math.BigInteger.TEN))
                .build();
        Diagnosis diagnosis = diagnose(checkpoint, target());
        assertThat(diagnosis.isCompatible()).isFalse();
        assertThat(diagnosis.causes()).extracting(Cause::id).containsExactly("values-beside");
        assertThat(diagnosis.migration().orElseThrow()).contains("- unset: {path: model/epoch}");
        assertThat(diagnosis.isMended()).isTrue();
    }

    @Test
    void oneBesideTheContainerIsNot() {
        Checkpoint checkpoint = weights("model")
                .value("epoch", new Value.Int(java.math.BigInteger.TEN))
                .build();
        assertThat(diagnose(checkpoint, target()).isCompatible()).isTrue();
    }

    @Test
    void extraStateIsExpected() {
        Checkpoint checkpoint = weights("model")
                .value("model/fc._extra_state", new Value.Text("x"))
                .build();
        assertThat(diagnose(checkpoint, target()).isCompatible()).isTrue();
    }

    @Test
    void whatTheTargetHasTooIsExpected() {
        Checkpoint checkpoint = weights("model")
                .value("model/epoch", new Value.Int(java.math.BigInteger.TEN))
                .build();
        assertThat(diagnose(checkpoint, Target.of(checkpoint, TensorName.of("model")))
                        .isCompatible())
                .isTrue();
    }
}
