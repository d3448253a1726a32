package io.regraft.migration;

import io.regraft.problem.Where;
import java.util.List;

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

    /**
     * The names chosen, in the state's order.
     *
     * @throws io.regraft.problem.RegraftException with a problem for each selector that matches nothing, unless the step
     *     or the entry is optional
     */
    public List<Match> resolve(Step step, StateDict state) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #resolve}, and nothing needs to match. */
    public List<Match> find(StateDict state) {
        throw new UnsupportedOperationException();
    }
}
