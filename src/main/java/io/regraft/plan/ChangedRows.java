package io.regraft.plan;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.RowEdit;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Applied;
import io.regraft.migration.StateDict.Entry;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many rows a tensor of the result had, and how many it has.
 *
 * @param name in the result
 * @param rank how many axes it has
 * @param labels of the rows it has, where known
 * @param at the last step that changed them
 */
record ChangedRows(
        TensorName name,
        int rank,
        int axis,
        long before,
        long after,
        Optional<List<String>> labels,
        Where.InText at) {

    /** Each tensor and axis whose number of rows is another than before all steps. */
    static List<ChangedRows> of(StateDict state) {
        List<ChangedRows> rows = new ArrayList<>();
        for (Entry e : state.entries()) {
            Map<Integer, ChangedRows> byAxis = new LinkedHashMap<>();
            for (Applied a : e.history()) {
                a.rows()
                        .ifPresent(edit -> byAxis.merge(
                                edit.axis(), of(e, a, edit), (first, last) -> last.from(first.before)));
            }
            byAxis.values().stream().filter(r -> r.before != r.after).forEach(rows::add);
        }
        return rows;
    }

    private static ChangedRows of(Entry e, Applied a, RowEdit edit) {
        return new ChangedRows(
                e.name(),
                e.type().shape().rank(),
                edit.axis(),
                edit.before(),
                e.type().shape().extent(edit.axis()),
                edit.labelsAfter(),
                a.step().at());
    }

    private ChangedRows from(long first) {
        return new ChangedRows(name, rank, axis, first, after, labels, at);
    }
}
