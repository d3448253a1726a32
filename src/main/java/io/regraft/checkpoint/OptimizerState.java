package io.regraft.checkpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a checkpoint carries the state of optimizers: containers with {@code state} and {@code param_groups} in them.
 *
 * @param paths the containers, in the file's order
 */
public record OptimizerState(List<TensorName> paths) {

    public OptimizerState {
        paths = List.copyOf(paths);
    }

    public static OptimizerState find(Checkpoint checkpoint) {
        Set<TensorName> all = new HashSet<>(checkpoint.containers().keySet());
        all.addAll(checkpoint.values().keySet());
        List<TensorName> found = new ArrayList<>();
        for (TensorName path : checkpoint.containers().keySet()) {
            if (all.contains(path.child("state")) && all.contains(path.child("param_groups"))) {
                found.add(path);
            }
        }
        return new OptimizerState(found);
    }

    public boolean isEmpty() {
        return paths.isEmpty();
    }

    /** True if the tensor belongs to an optimizer's state. */
    public boolean holds(TensorName name) {
        return paths.stream().anyMatch(name::isUnder);
    }
}
