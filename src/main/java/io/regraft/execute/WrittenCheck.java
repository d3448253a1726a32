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
        Map<TensorName, TensorType> planned = new LinkedHashMap<>();
        for (OutputTensor t : plan.tensors()) {
            planned.put(t.name(), t.type());
        }
        Map<TensorName, TensorType> written = new LinkedHashMap<>();
        for (Tensor t : result.tensors()) {
            written.put(t.name(), t.type());
        }
        if (!planned.equals(written)) {
            throw new IllegalStateException(
                    "the written file does not hold the tensors that were planned: " + difference(planned, written));
        }
        if (plan.ensure().isEmpty()) {
            return;
        }
        List<Problem> problems = new ArrayList<>();
        StateDict state = StateDict.of(result);
        try (Evaluator evaluator =
                new Nd4jEvaluator(Spool.in(AtomicOutput.folderOf(request.output())), request.computedBytes())) {
            Oracle oracle = new Oracle(evaluator);
            for (Guard g : plan.ensure()) {
                g.check(state, oracle).ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new RegraftException(problems);
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
