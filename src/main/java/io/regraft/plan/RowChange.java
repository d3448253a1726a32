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
 * What became of the number of rows of a tensor, over all steps.
 *
 * @param labels of the rows after, where known
 * @param at the last step that changed them
 */
record RowChange(TensorName name, int axis, long before, long after, Optional<List<String>> labels, Where.InText at) {

    /** All of them, in the order of the tensors; none where the number is the same in the end. */
    static List<RowChange> of(StateDict state) {
        List<RowChange> changes = new ArrayList<>();
        for (Entry e : state.entries()) {
            Map<Integer, RowChange> byAxis = new LinkedHashMap<>();
            for (Applied a : e.history()) {
                a.rows()
                        .ifPresent(edit -> byAxis.merge(
                                edit.axis(),
                                of(e, a, edit),
                                (first, last) -> new RowChange(
                                        e.name(), first.axis, first.before, last.after, last.labels, last.at)));
            }
            byAxis.values().stream().filter(r -> r.before != r.after).forEach(changes::add);
        }
        return changes;
    }

    private static RowChange of(Entry e, Applied a, RowEdit edit) {
        long after = e.type().shape().extent(edit.axis());
        return new RowChange(
                e.name(),
                edit.axis(),
                edit.before(),
                after,
                edit.labelsAfter(),
                a.step().at());
    }
}
