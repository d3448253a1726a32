package io.regraft.migration.rule;

import io.regraft.migration.RuleType;
import java.util.List;

/** The rules there are. */
public final class Rules {

    /** In the order in which the reference lists them. */
    public static final List<RuleType> ALL = List.of(
            Pad.TYPE,
            Truncate.TYPE,
            Resize.TYPE,
            RemapRows.TYPE,
            InsertRows.TYPE,
            SelectRows.TYPE,
            Rename.TYPE,
            Drop.TYPE,
            Keep.TYPE,
            Create.TYPE,
            Copy.TYPE,
            Cast.TYPE,
            SetValue.TYPE,
            UnsetValue.TYPE,
            EditFile.TYPE);

    private Rules() {}
}
