package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A glob over tensor names, anchored at both ends. Immutable. */
public final class Selector {

    private static final String ROOT = ".";

    private final String text;
    private final Where.InText at;
    private final List<GlobItem> items;
    private final List<String> wildcards;
    private final boolean path;
    private final Glob glob;

    private Selector(String text, Where.InText at, GlobParser parser) {
        this.text = text;
        this.at = at;
        items = parser.parse();
        wildcards = parser.wildcards();
        path = parser.isPath();
        glob = new Glob(items);
    }

    /**
     * Reads a selector.
     *
     * @throws io.regraft.problem.RegraftException if it is malformed
     */
    public static Selector of(String text, Where.InText at) {
        return new Selector(text, at, new GlobParser(text, at));
    }

    /** As written. */
    public String text() {
        return text;
    }

    public Where.InText at() {
        return at;
    }

    List<GlobItem> items() {
        return items;
    }

    /** True if it holds an unescaped slash: then it is over the whole path, else over the last part in any container. */
    public boolean isPath() {
        return path;
    }

    /** The wildcards in the order written: {@code *}, {@code **}, {@code ?}, {@code [0-9]}, <code>{a,b}</code>. */
    public List<String> wildcards() {
        return wildcards;
    }

    /** True if it can match several names of one container. */
    public boolean hasWildcards() {
        return !wildcards.isEmpty();
    }

    /** What the wildcards bound, if the name matches. Of several ways the one in which earlier wildcards take most. */
    public Optional<Captures> match(TensorName name) {
        if (text.equals(ROOT)) {
            return name.parts().isEmpty() ? Optional.of(Captures.NONE) : Optional.empty();
        }
        if (!path && !glob.mayMatch(name.key())) {
            return Optional.empty();
        }
        int[] points = points(name);
        return glob.match(points).map(bound -> captures(points, bound));
    }

    /** What the glob is matched against: the last part, or all with slashes between. */
    int[] points(TensorName name) {
        return path ? NamePoints.ofPath(name) : NamePoints.ofKey(name);
    }

    private Captures captures(int[] points, int[] bound) {
        List<String> texts = new ArrayList<>(wildcards.size());
        for (int w = 0; w < wildcards.size(); w++) {
            texts.add(NamePoints.text(points, bound[2 * w], bound[2 * w + 1]));
        }
        return new Captures(wildcards, texts);
    }

    /**
     * The matches among the state's names, in the state's order.
     *
     * @throws io.regraft.problem.RegraftException if there are none and the step is not optional
     */
    public List<Match> resolve(Step step, StateDict state) {
        List<Match> found = find(state);
        if (found.isEmpty() && !step.optional()) {
            throw new NoMatch(this, state).problem().asException();
        }
        return found;
    }

    /** The matches among the state's names, in the state's order; there may be none. */
    public List<Match> find(StateDict state) {
        List<Match> found = new ArrayList<>();
        for (StateDict.Entry entry : state.entries()) {
            match(entry.name()).ifPresent(c -> found.add(new Match(entry.name(), c, this)));
        }
        return found;
    }

    /** Equal if written alike. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Selector s && s.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
