package io.regraft.diagnose;

import io.regraft.checkpoint.Comparison;
import io.regraft.checkpoint.TensorName;
import java.util.List;
import java.util.Optional;

/**
 * The answer to "would it load?".
 *
 * @param placement which container was compared, and why
 * @param causes likely causes, in the order found
 * @param draft steps that would mend it; empty where none are proposed
 * @param unexplained findings that no cause explains or that nothing mends: what the draft would leave
 * @param migration the draft as a file; empty where there is none
 */
public record Diagnosis(
        String target,
        Placement placement,
        Comparison comparison,
        List<Cause> causes,
        Draft draft,
        List<TensorName> unexplained,
        Optional<String> migration) {

    public Diagnosis {
        causes = List.copyOf(causes);
        unexplained = List.copyOf(unexplained);
    }

    public boolean isCompatible() {
        return comparison.isCompatible() && causes.isEmpty();
    }

    /** True if the file would be as the target asks for after the draft. */
    public boolean isMended() {
        return migration.isPresent() && unexplained.isEmpty();
    }

    /** True if the file and the target are not the same model, so that nothing is proposed. */
    public boolean isOtherModel() {
        return causes.stream().anyMatch(c -> c.verdict() == Cause.Verdict.OTHER_MODEL);
    }
}
