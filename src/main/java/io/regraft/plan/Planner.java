package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Assembly;
import io.regraft.format.Formats;
import io.regraft.format.OutputLayout;
import io.regraft.format.Revision;
import io.regraft.kernel.Expression;
import io.regraft.migration.ContentOracle;
import io.regraft.migration.Guard;
import io.regraft.migration.Migration;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Folds the steps of migrations into one expression per output tensor. Reads headers only. */
public final class Planner {

    private final Checkpoint source;
    private final StateDict state;
    private final List<PendingGuard> pending = new ArrayList<>();
    private Optional<Target> target = Optional.empty();

    private Planner(Checkpoint source) {
        this.source = source;
        this.state = StateDict.of(source);
    }

    /**
     * Plans migrations one after the other.
     *
     * @throws RegraftException if a guard or a target does not hold, a rule's own conditions are not met, or the format
     *     can't hold the result
     */
    public static Plan plan(Checkpoint source, List<Migration> migrations) throws IOException {
        return plan(source, migrations, OutputLayout.KEPT);
    }

    /** The same, with the output in a layout. */
    public static Plan plan(Checkpoint source, List<Migration> migrations, OutputLayout layout) throws IOException {
        Planner planner = new Planner(source);
        for (Migration m : migrations) {
            planner.apply(m);
        }
        return planner.finish(migrations, layout);
    }

    private void apply(Migration m) throws IOException {
        check(m.expect());
        for (Step step : m.steps()) {
            step.rule().apply(step, state);
        }
        check(m.ensure());
        target = m.target().isPresent() ? Optional.of(Target.read(m.target().get())) : Optional.empty();
        if (target.isPresent()) {
            Optional<Problem> wrong = target.get().check(types(state));
            if (wrong.isPresent()) {
                throw wrong.get().asException();
            }
        }
    }

    private void check(List<Guard> guards) {
        List<Problem> problems = new ArrayList<>();
        for (Guard g : guards) {
            if (g.needsContent()) {
                pending.add(new PendingGuard(g, state.snapshot()));
            } else {
                g.check(state, HeadersOnly.INSTANCE).ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new RegraftException(problems);
        }
    }

    private Plan finish(List<Migration> migrations, OutputLayout layout) throws IOException {
        Contents contents = new Contents(state);
        List<OutputTensor> tensors = contents.tensors();
        Revision revision = new Revision(
                source,
                tensors.stream()
                        .map(t -> new Revision.Revised(t.name(), t.origin(), t.type(), t.content()))
                        .toList(),
                state.values().edits(),
                state.files().contents());
        new SiblingRows(state).report();
        new ConfigCounts(state).report();
        KerasCounts.report(state);
        new OptimizerLeftovers(state).report();
        Assembly assembly = Formats.assemble(revision, layout);
        Revision recorded = revision.and(Formats.assembler(source).consequences(revision));
        List<Guard> ensure = migrations.isEmpty()
                ? List.of()
                : migrations.get(migrations.size() - 1).ensure();
        return new Plan(
                source,
                migrations,
                tensors,
                state.dropped().stream()
                        .filter(d -> d.entry().origin().isPresent())
                        .toList(),
                state.files().edits(),
                contents.computed(),
                pending,
                ensure,
                target,
                Optional.empty(),
                state.warnings(),
                recorded,
                assembly);
    }

    private static Map<TensorName, TensorType> types(StateDict state) {
        return state.entries().stream()
                .collect(Collectors.toMap(
                        StateDict.Entry::name, StateDict.Entry::type, (a, b) -> a, LinkedHashMap::new));
    }

    /** Stands in where no content may be asked for. */
    private enum HeadersOnly implements ContentOracle {
        INSTANCE;

        @Override
        public boolean equal(Expression a, Expression b, OptionalDouble within) {
            throw new IllegalStateException("a guard that needs no content asked for it");
        }

        @Override
        public boolean finite(Expression e) {
            throw new IllegalStateException("a guard that needs no content asked for it");
        }
    }
}
