package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One selector or a list: what matches, less what {@code !pattern} takes from the entries before it.
 *
 * @param at where the selector or list stands
 */
public record Selectors(List<Entry> entries, Where.InText at) {

    public Selectors {
        entries = List.copyOf(entries);
    }

    /** A selector of a list; {@code excludes} for {@code !pattern}; {@code optional} if it needs to match nothing. */
    public record Entry(Selector selector, boolean excludes, boolean optional) {}

    public static Selectors of(Selector selector) {
        return new Selectors(List.of(new Entry(selector, false, false)), selector.at());
    }

    /**
     * The names chosen, in the state's order.
     *
     * @throws io.regraft.problem.RegraftException with a problem for each selector that matches nothing, unless the step
     *     or the entry is optional
     */
    public List<Match> resolve(Step step, StateDict state) {
        List<Problem> problems = new ArrayList<>();
        List<Match> chosen = choose(state, problems);
        if (step.optional()) {
            return chosen;
        }
        if (problems.isEmpty() && chosen.isEmpty() && entries.stream().anyMatch(e -> !e.optional())) {
            problems.add(new Problem(
                    Kind.MIGRATION,
                    at,
                    "the list chooses no tensor: what it names is taken out again",
                    "Narrow the entries that begin with '!', or say optional: true."));
        }
        if (!problems.isEmpty()) {
            throw new RegraftException(problems);
        }
        return chosen;
    }

    /** As {@link #resolve}, and nothing needs to match. */
    public List<Match> find(StateDict state) {
        return choose(state, new ArrayList<>());
    }

    private List<Match> choose(StateDict state, List<Problem> problems) {
        Map<TensorName, Match> chosen = new HashMap<>();
        for (Entry entry : entries) {
            List<Match> matches = entry.selector.find(state);
            boolean hit = false;
            for (Match match : matches) {
                if (entry.excludes) {
                    hit |= chosen.remove(match.name()) != null;
                } else {
                    hit = true;
                    chosen.merge(
                            match.name(),
                            match,
                            (old, now) -> old.by().hasWildcards() && !now.by().hasWildcards() ? now : old);
                }
            }
            if (!hit && !entry.optional) {
                problems.add(matches.isEmpty() ? new NoMatch(entry.selector, state).problem() : takesNothing(entry));
            }
        }
        if (chosen.size() < 2) {
            return List.copyOf(chosen.values());
        }
        return state.entries().stream()
                .flatMap(e -> Optional.ofNullable(chosen.get(e.name())).stream())
                .toList();
    }

    private static Problem takesNothing(Entry entry) {
        return new Problem(
                Kind.MIGRATION,
                entry.selector.at(),
                "'!" + entry.selector.text() + "' takes nothing from the entries before it",
                "Put it after the entry that it narrows, or leave it out.");
    }
}
