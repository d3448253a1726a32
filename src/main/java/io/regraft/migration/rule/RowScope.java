package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Expression;
import io.regraft.kernel.NewRows;
import io.regraft.migration.AxisGroup;
import io.regraft.migration.Keys;
import io.regraft.migration.Labels;
import io.regraft.migration.Names;
import io.regraft.migration.RowEdit;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Changed;
import io.regraft.migration.StateDict.Entry;
import io.regraft.migration.StateDict.Tie;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The axes that a row rule changes, and what their rows are called.
 *
 * @param labels of the rows as they are
 */
record RowScope(AxisGroup axes, Optional<Labels> labels) {

    /** What the step's {@code tensors}, {@code axis}, {@code axes} and {@code rows_are} say. */
    static RowScope of(Values v) {
        return new RowScope(v.rows(), v.find(Keys.ROWS_ARE));
    }

    /** The same axes, their rows called otherwise. */
    RowScope labelled(Labels from) {
        return new RowScope(axes, Optional.of(from));
    }

    /**
     * Changes the rows of every axis.
     *
     * @param init what new rows hold
     */
    void change(Step step, StateDict state, Optional<InitSpec> init, Function<Axis, RowChange> rows) {
        Map<TensorName, List<Integer>> targets = new LinkedHashMap<>();
        for (AxisGroup.Target t : axes.resolve(step, state)) {
            requireUnpacked(step, state.get(t.name()));
            targets.computeIfAbsent(t.name(), k -> new ArrayList<>()).add(t.axis());
        }
        requireTiesAgree(step, state, targets);
        Work work = new Work(step, state, init, labels, rows, new ArrayList<>(), new ArrayList<>());
        int passes = targets.values().stream().mapToInt(List::size).max().orElse(0);
        for (int p = 0; p < passes; p++) {
            int pass = p;
            List<TensorName> names = targets.keySet().stream()
                    .filter(n -> targets.get(n).size() > pass)
                    .toList();
            state.change(
                    step,
                    names,
                    (name, old) -> work.change(name, old, targets.get(name).get(pass)));
        }
        work.report();
    }

    private static void requireUnpacked(Step step, Entry e) {
        DType dtype = e.type().dtype();
        Step.require(
                dtype != DType.QUINT4X2 && dtype != DType.QUINT2X4,
                step.at(),
                "Leave it out of 'tensors'; it is kept as it is.",
                "%s takes tensors with an element a value, %s is %s, which packs several in a byte",
                step.ruleName(),
                e.name(),
                dtype);
    }

    /** Names of one content can't be changed on different axes. */
    private static void requireTiesAgree(Step step, StateDict state, Map<TensorName, List<Integer>> targets) {
        Map<Tie, TensorName> first = new HashMap<>();
        targets.forEach((name, axes) -> {
            TensorName other = first.putIfAbsent(state.get(name).tie(), name);
            if (other != null && !axes.equals(targets.get(other))) {
                throw Step.wrong(
                        step.at(),
                        String.format(
                                "%s and %s share one storage, but the step changes axis %s of one and axis %s of the other",
                                other, name, Names.some(targets.get(other)), Names.some(axes)),
                        "Name the same axis for both.");
            }
        });
    }

    /** One step's changes, with what is to be said of them afterwards. */
    private record Work(
            Step step,
            StateDict state,
            Optional<InitSpec> init,
            Optional<Labels> labels,
            Function<Axis, RowChange> rows,
            List<TensorName> changed,
            List<TensorName> noneKept) {

        Changed change(TensorName name, Expression old, int axisIndex) {
            Axis axis = new Axis(state.source().name(), name, axisIndex, old, labels);
            RowChange change = rows.apply(axis);
            if (change.map().isIdentity(axis.rows())) {
                return Changed.to(old);
            }
            requireSize(axis, change.map().rows());
            changed.add(name);
            List<NewRows> fills = fills(axis, change);
            Expression result = new Expression.Gather(old, axisIndex, change.map(), fills);
            RowEdit edit = new RowEdit(
                    axisIndex,
                    change.map(),
                    axis.rows(),
                    axis.labelsBefore(),
                    change.labelsAfter(),
                    fills.isEmpty()
                            ? Optional.empty()
                            : Optional.of(fills.get(0).init().name()));
            return new Changed(result, Optional.of(edit));
        }

        private void requireSize(Axis axis, long rows) {
            Step.require(
                    rows > 0,
                    step.at(),
                    "Keep at least one row, or remove the tensor with drop.",
                    "%s would leave no row: %s",
                    step.ruleName(),
                    axis.describe());
            try {
                new TensorType(axis.dtype(), axis.shape().with(axis.axis(), rows)).bytes();
            } catch (ArithmeticException e) {
                throw Step.wrong(
                        step.at(),
                        String.format(
                                java.util.Locale.ROOT,
                                "%s would give %s %,d rows on axis %d, more bytes than 63 bits count",
                                step.ruleName(),
                                axis.name(),
                                rows,
                                axis.axis()),
                        "Give a smaller number.");
            }
        }

        private List<NewRows> fills(Axis axis, RowChange change) {
            long count = change.fresh().count();
            if (count == 0) {
                return List.of();
            }
            InitSpec spec = init.orElseThrow(() -> Step.wrong(
                    step.at(),
                    String.format(
                            "%s adds %s to %s, and there is no 'init'",
                            step.ruleName(), Axis.count(count, "row"), axis.name()),
                    "Say what they shall hold: init: mean, init: zeros."));
            if (spec.usesKept() && change.map().kept() == 0) {
                noneKept.add(axis.name());
            }
            var resolved = spec.resolve(Ground.of(step, axis, change.map(), count));
            Optional<Expression> basis = resolved.needsBasis() ? Optional.of(axis.content()) : Optional.empty();
            return List.of(new NewRows(resolved, change.fresh(), basis));
        }

        void report() {
            if (!noneKept.isEmpty()) {
                state.warn(
                        step.at(),
                        "no row is kept of " + Names.some(noneKept) + ": "
                                + init.orElseThrow().name() + " is of all rows before");
            }
            if (!changed.isEmpty()) {
                OptimizerCheck.rowsChanged(step, state, changed);
            }
        }
    }
}
