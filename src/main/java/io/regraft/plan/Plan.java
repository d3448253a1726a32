package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Assembly;
import io.regraft.format.Revision;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.kernel.Expression;
import io.regraft.migration.EditedFiles;
import io.regraft.migration.Guard;
import io.regraft.migration.Migration;
import io.regraft.migration.StateDict;
import io.regraft.problem.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run will do, checked as far as names, shapes and dtypes go.
 *
 * @param tensors the tensors of the result, in order
 * @param dropped source tensors that are not in the result, with the step that took each out
 * @param edits what becomes of files beside the tensors, in order
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
        List<EditedFiles.Edit> edits,
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
        edits = List.copyOf(edits);
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

    /**
     * What becomes of a value that is no tensor.
     *
     * @param before what it is in the source; empty if it is new
     * @param after what it will be; empty if it is taken out
     */
    public record ChangedValue(TensorName path, Optional<String> before, Optional<String> after, Where at) {}

    /** The values that are set or taken out, in order; none where the result is another format's file. */
    public List<ChangedValue> changedValues() {
        if (conversion.isPresent()) {
            return List.of();
        }
        Map<TensorName, ValueEdit> last = new LinkedHashMap<>();
        revision.values().forEach(e -> last.put(e.path(), e));
        return last.values().stream()
                .map(e -> new ChangedValue(
                        e.path(),
                        Optional.ofNullable(source.values().get(e.path()))
                                .or(() ->
                                        Optional.ofNullable(source.containers().get(e.path())))
                                .map(Value::text),
                        e.value().map(Plain::text),
                        e.at()))
                .toList();
    }

    public List<OutputTensor> untouched() {
        return tensors.stream().filter(OutputTensor::isUntouched).toList();
    }

    public List<OutputTensor> changed() {
        return tensors.stream().filter(t -> !t.isUntouched()).toList();
    }
}
