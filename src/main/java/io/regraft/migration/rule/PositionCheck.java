package io.regraft.migration.rule;

import io.regraft.migration.Labels;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.List;
import java.util.Optional;

/**
 * Looks, where a step keeps rows by position, at the lists of labels that the migration has: if one is as long as the axis
 * was and one as long as it will be, and they differ, the rows would change their meaning.
 */
final class PositionCheck {

    private PositionCheck() {}

    static void check(Step step, StateDict state, Axis axis, long size) {
        List<Labels> before = axis.labels().map(List::of).orElseGet(() -> ofLength(step, axis.rows()));
        List<Labels> after = ofLength(step, size);
        Optional<String> first = Optional.empty();
        for (Labels a : before) {
            for (Labels b : after) {
                if (a.digest().equals(b.digest())) {
                    continue;
                }
                Optional<String> difference = difference(a, b);
                if (difference.isEmpty()) {
                    return;
                }
                first = first.or(() -> difference);
            }
        }
        first.ifPresent(text -> warnOnce(step, state, axis.name() + ": " + text));
    }

    private static List<Labels> ofLength(Step step, long rows) {
        return step.labelLists().values().stream().filter(l -> l.size() == rows).toList();
    }

    private static Optional<String> difference(Labels before, Labels after) {
        for (int row = 0; row < Math.min(before.size(), after.size()); row++) {
            if (!before.get(row).equals(after.get(row))) {
                return Optional.of(String.format(
                        java.util.Locale.ROOT,
                        "row %,d stays where it is, but is '%s' in %s and '%s' in %s; "
                                + "remap_rows keeps what the rows mean",
                        row,
                        before.get(row),
                        before.place(row).text(),
                        after.get(row),
                        after.place(row).text()));
            }
        }
        return Optional.empty();
    }

    private static void warnOnce(Step step, StateDict state, String text) {
        if (state.warnings().stream()
                .noneMatch(w -> w.at().equals(step.at()) && w.text().contains(" stays where it is"))) {
            state.warn(step.at(), text);
        }
    }
}
