package io.regraft.plan;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Entry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds optimizer state that keeps the size that a tensor had, where no rule looks: among the tensors of a Keras file, and in
 * files beside a folder's weights.
 */
final class OptimizerLeftovers {

    /** Where Keras 2 and 3 keep the variables of an optimizer. */
    private static final Set<String> GROUPS = Set.of("optimizer", "optimizer_weights");

    private static final Pattern FILE =
            Pattern.compile("(.*/)?optim(izer)?([-_.].*)?\\.(pt|pth|bin|safetensors)", Pattern.CASE_INSENSITIVE);

    private final StateDict state;

    OptimizerLeftovers(StateDict state) {
        this.state = state;
    }

    /** Warns once of each kind. */
    void report() {
        List<RowChange> all = RowChange.of(state);
        List<RowChange> changes =
                all.stream().filter(c -> !isOptimizer(c.name())).toList();
        if (changes.isEmpty()) {
            return;
        }
        inKeras(changes, all.stream().map(RowChange::name).collect(Collectors.toSet()));
        if (state.files().isFolder()) {
            state.files().paths().stream()
                    .filter(p -> FILE.matcher(p).matches())
                    .findFirst()
                    .ifPresent(p -> state.warn(
                            changes.get(0).at(),
                            p + " is copied as it is, and keeps the moments of the size that '"
                                    + changes.get(0).name() + "' had. Delete it from the result, or train on with a new"
                                    + " optimizer"));
        }
    }

    private void inKeras(List<RowChange> changes, Set<TensorName> changed) {
        if (!Set.of("hdf5", "keras").contains(state.source().format())) {
            return;
        }
        for (RowChange c : changes) {
            Optional<Shape> before = state.find(c.name())
                    .flatMap(Entry::origin)
                    .map(o -> o.type().shape());
            List<TensorName> left = state.entries().stream()
                    .filter(e -> isOptimizer(e.name()) && !changed.contains(e.name()))
                    .filter(e -> before.filter(e.type().shape()::equals).isPresent())
                    .map(Entry::name)
                    .toList();
            if (!left.isEmpty()) {
                String group = left.get(0).parts().get(0);
                state.warn(
                        c.at(),
                        String.format(
                                Locale.ROOT,
                                "%s of the optimizer still %s the size that '%s' had, as '%s', and Keras loads no model with"
                                        + " it. Name them in the step, or leave the optimizer out: drop: {tensors: '%s/**'}",
                                left.size() == 1 ? "1 variable" : left.size() + " variables",
                                left.size() == 1 ? "has" : "have",
                                c.name(),
                                left.get(0),
                                group));
                return;
            }
        }
    }

    private static boolean isOptimizer(TensorName name) {
        return name.parts().size() > 1 && GROUPS.contains(name.parts().get(0));
    }
}
