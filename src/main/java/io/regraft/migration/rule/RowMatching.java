package io.regraft.migration.rule;

import io.regraft.kernel.RowMap;
import io.regraft.migration.Step;
import io.regraft.problem.RegraftException;
import java.util.List;
import java.util.Optional;

/** How {@code remap_rows} finds the old row of each new one. */
sealed interface RowMatching permits LabelMatching, IdMatching {

    /**
     * The old row of each new row.
     *
     * @throws RegraftException if a row is lost and may not be, or an alias hits nothing
     */
    Matched match(Step step);

    /** Throws if there are new rows; asked where the step does not say what they hold. */
    void requireNoneNew(Step step, Matched matched);

    /** Throws if old rows are named that the axis does not have. */
    void requireWithin(Axis axis);

    /** The problem that the axis has more rows than are named. */
    RegraftException tooShort(Axis axis);

    /** What the rows are called afterwards, as far as that is known. */
    Optional<List<String>> labelsAfter(RowMap map, Axis axis);

    /**
     * The outcome.
     *
     * @param named how many old rows, from the first on, are spoken of; those after them have no label
     * @param rows the new rows; fill 0 is the new ones
     * @param fresh what the new ones are called, in order
     */
    record Matched(long named, RowMap rows, List<String> fresh) {
        public Matched {
            fresh = List.copyOf(fresh);
        }

        /** With the first {@code reserved} rows that have no label at the end. */
        RowMap map(long reserved) {
            RowMap.Builder map = RowMap.builder();
            for (int run = 0; run < rows.runs(); run++) {
                map.add(rows.source(run), rows.start(run), rows.length(run));
            }
            return map.input(named, reserved).build();
        }
    }
}
