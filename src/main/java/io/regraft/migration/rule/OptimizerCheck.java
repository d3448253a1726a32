package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.OptimizerState;
import io.regraft.checkpoint.TensorName;
import io.regraft.migration.Names;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rules say about the optimizer state of a checkpoint, which none of them changes in this release. */
final class OptimizerCheck {

    /** Entries of Lightning's checkpoints that hold no parameters. */
    private static final Set<String> BESIDE_THE_MODEL =
            Set.of("callbacks", "loops", "lr_schedulers", "hyper_parameters", "datamodule_hyper_parameters");

    private OptimizerCheck() {}

    /** Warns, once in a migration, that the moments of these tensors keep their old rows. */
    static void rowsChanged(Step step, StateDict state, Collection<TensorName> changed) {
        OptimizerState optimizer = OptimizerState.find(state.source());
        if (isOff(step, optimizer) || changed.stream().allMatch(optimizer::holds)) {
            return;
        }
        String text = String.format(
                "optimizer state in %s was left alone: its moments still have the old rows; "
                        + "start the optimizer anew, or say optimizer: off",
                Names.some(optimizer.paths()));
        if (state.warnings().stream().noneMatch(w -> w.text().equals(text))) {
            state.warn(step.at(), text);
        }
    }

    /** Stops a step that adds or removes parameters, by which an optimizer counts its state. */
    static void requireNoParameters(Step step, StateDict state, Collection<StateDict.Entry> added) {
        OptimizerState optimizer = OptimizerState.find(state.source());
        if (isOff(step, optimizer)) {
            return;
        }
        List<TensorName> parameters = added.stream()
                .filter(e -> mayBeParameter(e.type().dtype()))
                .map(StateDict.Entry::name)
                .filter(n -> !optimizer.holds(n) && !isBesideTheModel(n))
                .toList();
        Step.require(
                parameters.isEmpty(),
                step.at(),
                "Its parameters are counted by position, which would shift. "
                        + "Where the optimizer is not needed any more, say optimizer: off.",
                "%s would add or remove %s, and %s in %s holds optimizer state",
                step.ruleName(),
                Names.some(parameters),
                Names.some(optimizer.paths()),
                state.source().name());
    }

    /** Warns where state is kept by parameter names that are changing. */
    static void renamed(Step step, StateDict state, Map<TensorName, TensorName> renames) {
        OptimizerState optimizer = OptimizerState.find(state.source());
        if (isOff(step, optimizer)) {
            return;
        }
        List<TensorName> byName = optimizer.paths().stream()
                .map(p -> p.child("state"))
                .filter(s -> renames.keySet().stream()
                        .anyMatch(n -> state.source().containers().containsKey(s.child(n.key()))))
                .toList();
        if (!byName.isEmpty()) {
            state.warn(
                    step.at(),
                    "optimizer state in " + Names.some(byName)
                            + " is kept by parameter name and was left alone: it still has the old names");
        }
    }

    private static boolean isBesideTheModel(TensorName name) {
        return name.parts().size() > 1 && BESIDE_THE_MODEL.contains(name.parts().get(0));
    }

    private static boolean isOff(Step step, OptimizerState optimizer) {
        return optimizer.isEmpty() || step.optimizer() == Step.OptimizerChoice.OFF;
    }

    /** Only floating and complex tensors are trained; the others are buffers, which an optimizer does not count. */
    private static boolean mayBeParameter(DType dtype) {
        return dtype.family() == DType.Family.FLOATING || dtype.family() == DType.Family.COMPLEX;
    }
}
