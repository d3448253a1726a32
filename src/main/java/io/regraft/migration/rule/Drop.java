package io.regraft.migration.rule;

import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Match;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.Selectors;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Entry;
import io.regraft.migration.Step;
import java.util.Collection;
import java.util.List;

/** Removes tensors. */
record Drop(Selectors tensors) implements Rule {

    private static final Key<Selectors> TENSORS = Key.required("tensors", Keys.selectors(), "Which tensors to remove.");

    static final RuleType TYPE = RuleType.of("drop", "Removes tensors.")
            .keys(TENSORS)
            .example("drop: {tensors: '**.position_ids'}")
            .parsedBy(v -> new Drop(v.get(TENSORS)));

    @Override
    public void apply(Step step, StateDict state) {
        remove(
                step,
                state,
                tensors.resolve(step, state).stream()
                        .map(Match::name)
                        .map(state::get)
                        .toList());
    }

    /** Removes tensors, unless an optimizer counts them or none would be left. */
    static void remove(Step step, StateDict state, Collection<Entry> removed) {
        OptimizerCheck.requireNoParameters(step, state, removed);
        removed.forEach(e -> Containers.requireKeyed(step, state, e.name()));
        int before = state.names().size();
        Step.require(
                removed.isEmpty() || removed.size() < before,
                step.at(),
                "Leave at least one.",
                "%s would remove all %s of %s",
                step.ruleName(),
                Axis.count(before, "tensor"),
                state.source().name());
        List<Entry> all = List.copyOf(removed);
        state.drop(step, all.stream().map(Entry::name).toList());
    }
}
