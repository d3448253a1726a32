package io.regraft.migration.rule;

import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of the rows of an axis.
 *
 * @param map its fill 0, if it has one, is the new rows
 * @param fresh what the new rows are called
 * @param labelsAfter what the rows are called afterwards, from the first on, as far as that is known
 */
record RowChange(RowMap map, NewRows.Identities fresh, Optional<List<String>> labelsAfter) {

    /** Rows of which none is new. */
    static RowChange moving(RowMap map, Axis axis) {
        return new RowChange(map, new NewRows.Identities.Indices(0, 0), labels(map, axis, List.of()));
    }

    /** Rows of which some are new and have no labels; the first of them will be row {@code first}. */
    static RowChange adding(RowMap map, long first, long count, Axis axis) {
        return new RowChange(map, new NewRows.Identities.Indices(first, count), labels(map, axis, List.of()));
    }

    /** Rows of which some are new and have labels. */
    static RowChange adding(RowMap map, List<String> fresh, Axis axis) {
        return new RowChange(map, new NewRows.Identities.Labels(fresh), labels(map, axis, fresh));
    }

    /** The labels that rows bring along, up to the first that has none. */
    static Optional<List<String>> carried(RowMap map, Axis axis) {
        return labels(map, axis, List.of());
    }

    /** Carries the labels along with the rows, up to the first that has none. */
    private static Optional<List<String>> labels(RowMap map, Axis axis, List<String> fresh) {
        if (axis.labels().isEmpty()) {
            return Optional.empty();
        }
        List<String> before = axis.labels().get().list();
        List<String> after = new ArrayList<>();
        for (int run = 0; run < map.runs(); run++) {
            List<String> source = map.source(run) == RowMap.INPUT ? before : fresh;
            for (long i = map.start(run); i < map.start(run) + map.length(run); i++) {
                if (i >= source.size()) {
                    return Optional.of(after);
                }
                after.add(source.get(Math.toIntExact(i)));
            }
        }
        return Optional.of(after);
    }
}
