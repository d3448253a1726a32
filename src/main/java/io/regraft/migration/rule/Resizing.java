package io.regraft.migration.rule;

import io.regraft.kernel.RowMap;
import io.regraft.migration.Located;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;

/** What {@code pad}, {@code truncate} and {@code resize} do: rows stay where they are, the end is cut or grown. */
final class Resizing {

    private Resizing() {}

    static RowChange to(Located<Long> size, Axis axis, Step step, StateDict state) {
        axis.requireAllNamed();
        PositionCheck.check(step, state, axis, size.value());
        long kept = Math.min(axis.rows(), size.value());
        long added = size.value() - kept;
        return added == 0
                ? RowChange.moving(RowMap.identity(kept), axis)
                : RowChange.adding(RowMap.grow(kept, added), kept, added, axis);
    }
}
