package io.regraft.migration;

/** One step's work on the names, shapes and dtypes of a checkpoint. No data is read. */
public interface Rule {

    /**
     * Applies the rule to the state dict as the steps before left it.
     *
     * @throws io.regraft.problem.RegraftException if what the rule needs is not so
     */
    void apply(Step step, StateDict state);
}
