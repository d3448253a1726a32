package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Match;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.Selectors;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes all tensors but these. */
record Keep(Selectors tensors) implements Rule {

    private static final Key<Selectors> TENSORS = Key.required("tensors", Keys.selectors(), "Which tensors to keep.");

    static final RuleType TYPE = RuleType.of("keep", "Keeps these tensors and removes all others.")
            .keys(TENSORS)
            .example("keep: {tensors: ['decoder.**', '!decoder.aux.**']}")
            .parsedBy(v -> new Keep(v.get(TENSORS)));

    @Override
    public void apply(Step step, StateDict state) {
        Set<TensorName> kept =
                tensors.resolve(step, state).stream().map(Match::name).collect(Collectors.toUnmodifiableSet());
        Drop.remove(
                step,
                state,
                state.entries().stream().filter(e -> !kept.contains(e.name())).toList());
    }
}
