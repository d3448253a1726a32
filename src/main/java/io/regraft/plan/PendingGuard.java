package io.regraft.plan;

import io.regraft.migration.ContentOracle;
import io.regraft.migration.Guard;
import io.regraft.migration.StateDict;
import io.regraft.problem.Problem;
import java.util.Optional;

/** A guard that only the content of tensors can answer, with the state it is asked of. */
public record PendingGuard(Guard guard, StateDict state) {

    /** What is wrong, if it does not hold. */
    public Optional<Problem> check(ContentOracle oracle) {
        return guard.check(state, oracle);
    }
}
