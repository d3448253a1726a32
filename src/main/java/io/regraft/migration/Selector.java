package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Optional;

/** A glob over tensor names, anchored at both ends. Immutable. */
public final class Selector {

    private final String text;
    private final Where.InText at;

    private Selector(String text, Where.InText at) {
        this.text = text;
        this.at = at;
    }

    /**
     * Reads a selector.
     *
     * @throws io.regraft.problem.RegraftException if it is malformed
     */
    public static Selector of(String text, Where.InText at) {
        return new Selector(text, at);
    }

    /** As written. */
    public String text() {
        return text;
    }

    public Where.InText at() {
        return at;
    }

    /** True if it holds an unescaped slash: then it is over the whole path, else over the last part in any container. */
    public boolean isPath() {
        throw new UnsupportedOperationException();
    }

    /** The wildcards in the order written: {@code *}, {@code **}, {@code ?}, {@code [0-9]}, {@code {a,b}}. */
    public List<String> wildcards() {
        throw new UnsupportedOperationException();
    }

    /** True if it can match several names, in one container. */
    public boolean hasWildcards() {
        return !wildcards().isEmpty();
    }

    /** What the wildcards bound, if the name matches. Of several ways the one in which earlier wildcards take most. */
    public Optional<Captures> match(TensorName name) {
        throw new UnsupportedOperationException();
    }

    /**
     * The matches among the state's names, in the state's order.
     *
     * @throws io.regraft.problem.RegraftException if there are none and the step is not optional
     */
    public List<Match> resolve(Step step, StateDict state) {
        throw new UnsupportedOperationException();
    }
}
