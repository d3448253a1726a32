package io.regraft.diagnose;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Spec;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a program expects.
 *
 * @param name the file that says so, as the user gave it
 * @param at the container of that file, where it is a checkpoint; the root else
 * @param views how tensors see their storages, where the target is a checkpoint: tells which of them are tied
 * @param beside what is no tensor and stands beside them, where the target is a checkpoint
 */
public record Target(String name, TensorName at, Spec spec, Map<TensorName, View> views, Set<TensorName> beside) {

    public Target {
        views = Map.copyOf(views);
        beside = Set.copyOf(beside);
    }

    public static Target of(String name, Spec spec) {
        return new Target(name, TensorName.ROOT, spec, Map.of(), Set.of());
    }

    /** The tensors that another checkpoint has under a container. */
    public static Target of(Checkpoint checkpoint, TensorName under) {
        Map<TensorName, View> views = new LinkedHashMap<>();
        for (Tensor t : checkpoint.tensors()) {
            if (t.name().isUnder(under)) {
                t.view().ifPresent(v -> views.put(t.name().relativeTo(under), v));
            }
        }
        return new Target(
                checkpoint.name(), under, Spec.of(checkpoint.tensors(), under), views, Beside.in(checkpoint, under));
    }

    /** True if the target has two tensors as one content. */
    public boolean ties(TensorName a, TensorName b) {
        return Optional.ofNullable(views.get(a))
                .filter(v -> v.equals(views.get(b)))
                .isPresent();
    }
}
