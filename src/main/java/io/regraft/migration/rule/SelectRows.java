package io.regraft.migration.rule;

import io.regraft.kernel.RowMap;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.RowRef;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.util.List;
import java.util.Optional;

/** Takes rows of an axis in the order listed; a row may be listed twice. */
record SelectRows(RowScope scope, List<RowRef> rows) implements Rule {

    private static final Key<List<RowRef>> ROWS = Key.required(
            "rows",
            Keys.oneOrList(Keys.rowRef()),
            "The rows, in order: an index, a range '10..20' with both ends, or a label in quotes.");

    static final RuleType TYPE = RuleType.of("select_rows", "Keeps the rows listed, in the order listed.")
            .rows()
            .keys(ROWS)
            .example("select_rows: {tensors: emb.weight, rows: [0, 5, '10..20']}")
            .parsedBy(v -> new SelectRows(RowScope.of(v), v.get(ROWS)));

    SelectRows {
        rows = List.copyOf(rows);
    }

    @Override
    public void apply(Step step, StateDict state) {
        scope.change(step, state, Optional.empty(), axis -> {
            axis.requireAllNamed();
            RowMap.Builder map = RowMap.builder();
            for (RowRef ref : rows) {
                if (ref instanceof RowRef.Range r) {
                    axis.requireInside(r.last(), ref);
                    map.input(r.first(), r.last() - r.first() + 1);
                } else {
                    map.input(axis.resolveOne(step, ref), 1);
                }
            }
            return RowChange.moving(map.build(), axis);
        });
    }
}
