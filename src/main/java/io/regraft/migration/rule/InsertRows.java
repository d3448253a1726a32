package io.regraft.migration.rule;

import io.regraft.kernel.RowMap;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Labels;
import io.regraft.migration.Located;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import java.util.Optional;

/** Puts new rows in at a position; the rows from there on move up. */
record InsertRows(RowScope rows, Located<Long> position, Located<Long> count, Optional<Labels> labels, InitSpec init)
        implements Rule {

    private static final Key<Long> AT =
            Key.required("at", Keys.extent(), "Index of the first new row; the extent of the axis appends.");
    private static final Key<Long> COUNT =
            Key.optional("count", Keys.extent(), "How many rows, where they have no labels.");
    private static final Key<Labels> LABELS =
            Key.optional("labels", Keys.labels(), "What the new rows are called, one each.");

    static final RuleType TYPE = RuleType.of("insert_rows", "Puts new rows in at a position; the rest moves up.")
            .rows()
            .keys(AT, COUNT, LABELS, InitType.REQUIRED)
            .example("insert_rows: {tensors: spk.weight, at: 9, labels: [SSB0009], init: mean}")
            .parsedBy(InsertRows::parse);

    private static InsertRows parse(Values v) {
        Step.require(
                v.has(COUNT) != v.has(LABELS),
                v.at(),
                "Give the number of new rows, or their labels.",
                "insert_rows takes either count or labels, found %s",
                v.has(COUNT) ? "both" : "neither");
        Optional<Labels> labels = v.find(LABELS);
        Located<Long> count =
                labels.map(l -> new Located<>((long) l.size(), v.at(LABELS))).orElseGet(() -> v.located(COUNT));
        Step.require(count.value() > 0, count.at(), "Leave the step out.", "expected at least 1 new row, found none");
        return new InsertRows(RowScope.of(v), v.located(AT), count, labels, v.get(InitType.REQUIRED));
    }

    @Override
    public void apply(Step step, StateDict state) {
        rows.change(step, state, Optional.of(init), axis -> {
            axis.requireAllNamed();
            requireRoom(axis);
            requireNewLabels(axis);
            long at = position.value();
            RowMap map = RowMap.builder()
                    .input(0, at)
                    .fill(0, 0, count.value())
                    .input(at, axis.rows() - at)
                    .build();
            return labels.map(l -> RowChange.adding(map, l.list(), axis))
                    .orElseGet(() -> RowChange.adding(map, at, count.value(), axis));
        });
    }

    private void requireRoom(Axis axis) {
        Step.require(
                position.value() <= axis.rows(),
                position.at(),
                "That number appends.",
                "expected a position of at most %,d, found %,d; %s",
                axis.rows(),
                position.value(),
                axis.describe());
        Step.require(
                count.value() <= Long.MAX_VALUE - axis.rows(),
                count.at(),
                "Give a smaller number.",
                "%,d new rows are more than can be counted",
                count.value());
    }

    private void requireNewLabels(Axis axis) {
        if (labels.isEmpty() || axis.labels().isEmpty()) {
            return;
        }
        for (int i = 0; i < labels.get().size(); i++) {
            String label = labels.get().get(i);
            Step.require(
                    axis.labels().get().rowOf(label).isEmpty(),
                    labels.get().place(i),
                    "Give it another label, or leave it out.",
                    "'%s' is there already: it is in %s",
                    label,
                    axis.labels().get().source());
        }
    }
}
