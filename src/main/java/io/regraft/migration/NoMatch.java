package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says that a selector matches no name, and which name was most likely meant. */
final class NoMatch {

    /** Cells of edit distance tables that are filled at most; names beyond are not looked at. */
    private static final long BUDGET = 50_000_000;

    private final Selector selector;
    private final StateDict state;

    NoMatch(Selector selector, StateDict state) {
        this.selector = selector;
        this.state = state;
    }

    Problem problem() {
        int names = state.entries().size();
        String what = String.format(
                Locale.ROOT,
                "'%s' matches none of %,d tensor%s in %s",
                selector.text(),
                names,
                names == 1 ? "" : "s",
                state.source().name());
        Optional<TensorName> wider = matchedAcrossDots();
        if (wider.isPresent()) {
            return new Problem(
                    Kind.MIGRATION,
                    selector.at(),
                    what + "; closest is '" + wider.get() + "'",
                    "'*' stops at a dot, '**' does not.");
        }
        Optional<TensorName> elsewhere = matchedElsewhere();
        if (elsewhere.isPresent()) {
            return new Problem(
                    Kind.MIGRATION,
                    selector.at(),
                    what + "; closest is '" + elsewhere.get() + "'",
                    "A selector with a slash begins at the root; one without looks into every container.");
        }
        return new Problem(
                Kind.MIGRATION,
                selector.at(),
                what + nearest().map(n -> "; closest is '" + n + "'").orElse(""),
                "For the names: regraft inspect " + state.source().name());
    }

    /** The name that was most likely meant. */
    Optional<TensorName> closest() {
        return matchedAcrossDots().or(this::matchedElsewhere).or(this::nearest);
    }

    /** The first name that would match if every star crossed dots. */
    private Optional<TensorName> matchedAcrossDots() {
        if (selector.wildcards().stream().noneMatch("*"::equals)) {
            return Optional.empty();
        }
        List<GlobItem> wider = new ArrayList<>(selector.items());
        wider.replaceAll(item -> item instanceof GlobItem.Star ? new GlobItem.Stars() : item);
        return firstMatch(new Glob(wider));
    }

    /** The first name that would match if the selector did not begin at the root. */
    private Optional<TensorName> matchedElsewhere() {
        if (!selector.isPath()) {
            return Optional.empty();
        }
        List<GlobItem> anywhere = new ArrayList<>(selector.items());
        anywhere.add(0, new GlobItem.Letter(Glob.SLASH));
        anywhere.add(0, new GlobItem.Stars());
        return firstMatch(new Glob(anywhere));
    }

    private Optional<TensorName> firstMatch(Glob glob) {
        return state.entries().stream()
                .map(StateDict.Entry::name)
                .filter(n -> glob.match(selector.points(n)).isPresent())
                .findFirst();
    }

    private Optional<TensorName> nearest() {
        List<GlobItem> items = selector.items();
        long literals = items.stream()
                .filter(i -> i instanceof GlobItem.Letter || i instanceof GlobItem.Brace)
                .count();
        int best = (int) Math.max(2, literals / 3) + 1;
        Optional<TensorName> nearest = Optional.empty();
        long spent = 0;
        for (StateDict.Entry entry : state.entries()) {
            int[] points = selector.points(entry.name());
            spent += (long) points.length * items.size();
            if (spent > BUDGET) {
                return nearest;
            }
            int distance = distance(items, points);
            if (distance < best) {
                best = distance;
                nearest = Optional.of(entry.name());
            }
        }
        return nearest;
    }

    /** Edits that make the name match, where a wildcard takes anything. */
    private static int distance(List<GlobItem> items, int[] name) {
        int[] row = new int[name.length + 1];
        for (int j = 0; j <= name.length; j++) {
            row[j] = j;
        }
        for (GlobItem item : items) {
            int[] above = Arrays.copyOf(row, row.length);
            boolean wild = !(item instanceof GlobItem.Letter);
            int point = item instanceof GlobItem.Letter c ? c.codePoint() : 0;
            row[0] = above[0] + (wild ? 0 : 1);
            for (int j = 1; j <= name.length; j++) {
                row[j] = wild
                        ? Math.min(row[j - 1], above[j])
                        : Math.min(above[j - 1] + (name[j - 1] == point ? 0 : 1), Math.min(row[j - 1], above[j]) + 1);
            }
        }
        return row[name.length];
    }
}
