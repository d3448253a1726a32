package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Assembly;
import io.regraft.format.Revision;
import io.regraft.kernel.Expression;
import io.regraft.migration.Guard;
import io.regraft.migration.Migration;
import io.regraft.migration.StateDict;
import java.util.List;
import java.util.Optional;

/**
 * What a run will do, checked as far as names, shapes and dtypes go.
 *
 * @param tensors the tensors of the result, in order
 * @param dropped source tensors that are not in the result, with the step that took each out
 * @param contents what is computed, by number
 * @param pending guards to be answered before anything is written
 * @param ensure guards that are true of the end: asked again of the written file
 * @param target what the written file must be
 * @param conversion the formats, where it is a conversion
 * @param warnings what the user should know
 */
public record Plan(
        Checkpoint source,
        List<Migration> migrations,
        List<OutputTensor> tensors,
        List<StateDict.Dropped> dropped,
        List<Computed> contents,
        List<PendingGuard> pending,
        List<Guard> ensure,
        Optional<Target> target,
        Optional<Conversion> conversion,
        List<StateDict.Warning> warnings,
        Revision revision,
        Assembly assembly) {

    public Plan {
        migrations = List.copyOf(migrations);
        tensors = List.copyOf(tensors);
        dropped = List.copyOf(dropped);
        contents = List.copyOf(contents);
        pending = List.copyOf(pending);
        ensure = List.copyOf(ensure);
        warnings = List.copyOf(warnings);
    }

    /** A computed content and the first name that has it. */
    public record Computed(TensorName name, Expression expression) {}

    /** True if the result is the source, byte for byte. */
    public boolean changesNothing() {
        return revision.isEmpty();
    }

    public List<OutputTensor> untouched() {
        return tensors.stream().filter(OutputTensor::isUntouched).toList();
    }

    public List<OutputTensor> changed() {
        return tensors.stream().filter(t -> !t.isUntouched()).toList();
    }
}
