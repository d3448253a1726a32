package io.regraft.migration;

import io.regraft.problem.Problem;
import java.util.Optional;

/** A condition of {@code expect} or {@code ensure}. */
public interface Guard {

    /** True if it can't be answered from names, shapes and dtypes. */
    boolean needsContent();

    /** What is wrong, if the state is not as demanded. */
    Optional<Problem> check(StateDict state, ContentOracle oracle);
}
