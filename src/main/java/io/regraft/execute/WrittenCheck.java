package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Spool;
import io.regraft.kernel.nd4j.Nd4jEvaluator;
import io.regraft.migration.Guard;
import io.regraft.migration.StateDict;
import io.regraft.plan.OutputTensor;
import io.regraft.plan.Plan;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the written file, before it gets its name, whether it is what was planned. */
final class WrittenCheck {

    private WrittenCheck() {}

    /**
     * Compares names and types with the plan, and asks the guards and the target that are true of the end.
     *
     * @throws RegraftException if a guard or the target does not hold
     * @throws IllegalStateException if the file is not as planned, which is a defect of this program
     */
    static void check(Plan plan, Checkpoint result, Request request) throws IOException {
        if (!areAlike(plan.tensors(), result.tensors())) {
            requireSame(plan.tensors(), result.tensors());
        }
        if (plan.ensure().isEmpty()) {
            return;
        }
        List<Problem> problems = new ArrayList<>();
        StateDict state = StateDict.of(result);
        try (Evaluator evaluator =
                new Nd4jEvaluator(Spool.in(Leftovers.folderOf(request.output())), request.computedBytes())) {
            Oracle oracle = new Oracle(evaluator);
            for (Guard g : plan.ensure()) {
                g.check(state, oracle).ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new RegraftException(problems);
        }
    }

    /** True if names and types are the same in the same order, as they mostly are. */
    private static boolean areAlike(List<OutputTensor> planned, List<Tensor> written) {
        if (planned.size() != written.size()) {
            return false;
        }
        for (int i = 0; i < planned.size(); i++) {
            if (!planned.get(i).name().equals(written.get(i).name())
                    || !planned.get(i).type().equals(written.get(i).type())) {
                return false;
            }
        }
        return true;
    }

    private static void requireSame(List<OutputTensor> outputs, List<Tensor> tensors) {
        Map<TensorName, TensorType> planned = new LinkedHashMap<>();
        outputs.forEach(t -> planned.put(t.name(), t.type()));
        Map<TensorName, TensorType> written = new LinkedHashMap<>();
        tensors.forEach(t -> written.put(t.name(), t.type()));
        if (!planned.equals(written)) {
            throw new IllegalStateException(
                    "the written file does not hold the tensors that were planned: " + difference(planned, written));
        }
    }

    private static String difference(Map<TensorName, TensorType> planned, Map<TensorName, TensorType> written) {
        for (Map.Entry<TensorName, TensorType> e : planned.entrySet()) {
            if (!e.getValue().equals(written.get(e.getKey()))) {
                return e.getKey() + " " + e.getValue() + " became " + written.get(e.getKey());
            }
        }
        return written.size() - planned.size() + " more than planned";
    }
}
