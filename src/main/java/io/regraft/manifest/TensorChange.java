package io.regraft.manifest;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run did to one tensor.
 *
 * @param name its name in the output; for a dropped one in the source
 * @param from its name in the source where that is another, or what it is a copy of
 * @param steps the steps that had to do with it, in order
 * @param rows what happened to its rows, a summary for each step that moved any
 * @param counts how many values were changed beyond rounding, by kind
 */
public record TensorChange(
        TensorName name,
        Optional<TensorName> from,
        Action action,
        List<StepRef> steps,
        Optional<State> before,
        Optional<State> after,
        List<RowSummary> rows,
        Map<String, Long> counts) {

    public TensorChange {
        steps = List.copyOf(steps);
        rows = List.copyOf(rows);
    }

    /** What was done. */
    public enum Action {
        CHANGED,
        RENAMED,
        CREATED,
        COPIED,
        DROPPED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A step of a migration: its number from 1, its rule, and the line in its file. */
    public record StepRef(String migration, int step, String rule, int line) {}

    /** A tensor before or after: its type and the SHA-256 of its content in C order, little-endian. */
    public record State(TensorType type, Optional<String> sha256) {}

    /**
     * What a step did to rows.
     *
     * @param kept rows of the same index before and after
     * @param moved rows at another index
     * @param added the new rows: labels, or where there are none indices after, as {@code 7} and {@code 9..12}
     * @param dropped the rows lost: labels, or where there are none indices before
     * @param init how new rows were made
     */
    public record RowSummary(
            int step,
            int axis,
            long before,
            long after,
            long kept,
            long moved,
            List<String> added,
            List<String> dropped,
            Optional<String> init) {
        public RowSummary {
            added = List.copyOf(added);
            dropped = List.copyOf(dropped);
        }
    }
}
