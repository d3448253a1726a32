package io.regraft.report;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.OptimizerState;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state of a torch optimizer in a checkpoint: a dict with {@code state} and {@code param_groups}.
 *
 * @param container the dict, such as {@code optim_g}
 * @param entries how many parameters have state
 * @param slots how many tensors there are of each kind, such as {@code exp_avg}, in order
 */
record OptimizerSummary(TensorName container, int entries, Map<String, Integer> slots) {

    private static final String STATE = "state";
    private static final String GROUPS = "param_groups";

    OptimizerSummary {
        slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    }

    /** Those of a checkpoint, in its order. */
    static List<OptimizerSummary> in(Checkpoint checkpoint) {
        Map<TensorName, Map<String, Integer>> slots = new LinkedHashMap<>();
        Map<TensorName, Set<String>> entries = new LinkedHashMap<>();
        for (TensorName path : OptimizerState.find(checkpoint).paths()) {
            slots.put(path, new LinkedHashMap<>());
            entries.put(path, new LinkedHashSet<>());
        }
        if (slots.isEmpty()) {
            return List.of();
        }
        for (Tensor t : checkpoint.tensors()) {
            for (int n = t.name().parts().size() - 2; n > 0; n--) {
                TensorName owner = new TensorName(t.name().parts().subList(0, n - 1));
                if (t.name().parts().get(n - 1).equals(STATE) && slots.containsKey(owner)) {
                    slots.get(owner).merge(t.name().key(), 1, Integer::sum);
                    entries.get(owner).add(t.name().parts().get(n));
                    break;
                }
            }
        }
        List<OptimizerSummary> found = new ArrayList<>();
        slots.forEach((container, s) ->
                found.add(new OptimizerSummary(container, entries.get(container).size(), s)));
        return List.copyOf(found);
    }

    /** Where the moments lie. */
    TensorName state() {
        return container.child(STATE);
    }

    /** True for a tensor or value that belongs to this optimizer. */
    boolean holds(TensorName name) {
        return name.isUnder(state()) || name.isUnder(container.child(GROUPS));
    }
}
