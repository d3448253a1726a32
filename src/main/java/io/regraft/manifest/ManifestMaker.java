package io.regraft.manifest;

import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.Counts;
import io.regraft.kernel.RowMap;
import io.regraft.manifest.TensorChange.Action;
import io.regraft.manifest.TensorChange.RowSummary;
import io.regraft.manifest.TensorChange.State;
import io.regraft.manifest.TensorChange.StepRef;
import io.regraft.migration.RowEdit;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Applied;
import io.regraft.migration.Step;
import io.regraft.plan.OutputTensor;
import io.regraft.plan.Plan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says of a plan, and of what its run found out, what was done to each tensor. */
public final class ManifestMaker {

    private final Plan plan;
    private final Findings findings;

    public ManifestMaker(Plan plan, Findings findings) {
        this.plan = plan;
        this.findings = findings;
    }

    /** What only the run knows. */
    public interface Findings {

        /** SHA-256 of a source tensor's content, if it was made. */
        Optional<String> before(Tensor tensor);

        /** SHA-256 of a source tensor's content that has another name in the result, if it was made. */
        Optional<String> ofRenamed(Tensor tensor);

        /** SHA-256 of a tensor of the result, if it was made. */
        Optional<String> after(OutputTensor tensor);

        /** SHA-256 of a file's new content, if it was made. */
        Optional<String> ofFile(ByteBuffer content);

        /** SHA-256 of a source file, if it was made. */
        Optional<String> ofFile(Input content) throws IOException;

        /** Values that computing a content changed beyond rounding. */
        Counts counts(int content);
    }

    /** The changed tensors in output order, then the dropped ones. */
    public List<TensorChange> changes() {
        List<OutputTensor> changed = plan.changed();
        Set<TensorName> kept = changed.stream().anyMatch(t -> from(t).isPresent()) ? kept() : Set.of();
        List<TensorChange> changes = new ArrayList<>();
        Set<TensorName> moved = new HashSet<>();
        for (OutputTensor t : changed) {
            changes.add(change(t, kept, moved));
        }
        for (StateDict.Dropped d : plan.dropped()) {
            Tensor origin = d.entry().origin().orElseThrow();
            List<StepRef> steps = steps(d.entry().history());
            steps.add(ref(d.step()));
            changes.add(new TensorChange(
                    origin.name(),
                    Optional.empty(),
                    Action.DROPPED,
                    steps,
                    Optional.of(new State(origin.type(), findings.before(origin))),
                    Optional.empty(),
                    List.of(),
                    Map.of()));
        }
        return changes;
    }

    /** The changed values, each once: what it was and what it is now. Those that a conversion keeps are none. */
    public List<Manifest.ValueChange> values() {
        return plan.changedValues().stream()
                .map(v -> new Manifest.ValueChange(v.path().text(), v.before(), v.after()))
                .toList();
    }

    /** The files that were given another content. */
    public List<Manifest.FileChange> edited() throws IOException {
        List<Manifest.FileChange> edited = new ArrayList<>();
        for (Map.Entry<String, ByteBuffer> e : plan.revision().files().entrySet()) {
            Optional<Input> before = plan.source().companions().stream()
                    .filter(m -> m.path().equals(e.getKey()))
                    .map(Member::input)
                    .findFirst();
            edited.add(new Manifest.FileChange(
                    e.getKey(),
                    before.isPresent() ? findings.ofFile(before.get()) : Optional.empty(),
                    findings.ofFile(e.getValue())));
        }
        return edited;
    }

    /** The source's names that are in the result. */
    private Set<TensorName> kept() {
        Set<TensorName> kept = new HashSet<>();
        plan.tensors().stream()
                .filter(t -> t.origin().isPresent() && t.origin().get().name().equals(t.name()))
                .forEach(t -> kept.add(t.name()));
        return kept;
    }

    /** The other name that a tensor had. */
    private static Optional<TensorName> from(OutputTensor t) {
        return t.origin().map(Tensor::name).filter(n -> !n.equals(t.name()));
    }

    private TensorChange change(OutputTensor t, Set<TensorName> kept, Set<TensorName> moved) {
        Optional<TensorName> from = from(t);
        Action action = action(t, from, kept, moved);
        boolean renamed = action == Action.RENAMED;
        Optional<String> after = renamed ? findings.ofRenamed(t.origin().orElseThrow()) : findings.after(t);
        return new TensorChange(
                t.name(),
                from,
                action,
                steps(t.history()),
                t.origin().map(o -> new State(o.type(), renamed ? after : findings.before(o))),
                Optional.of(new State(t.type(), after)),
                t.history().stream()
                        .filter(a -> a.rows().isPresent())
                        .map(a -> rows(a.step(), a.rows().get()))
                        .toList(),
                t.content().isPresent() ? counts(findings.counts(t.content().getAsInt())) : Map.of());
    }

    private static Action action(
            OutputTensor t, Optional<TensorName> from, Set<TensorName> kept, Set<TensorName> moved) {
        if (t.origin().isEmpty()) {
            return Action.CREATED;
        }
        if (from.isEmpty()) {
            return Action.CHANGED;
        }
        boolean copy = kept.contains(from.get()) || !moved.add(from.get());
        if (copy) {
            return Action.COPIED;
        }
        return t.content().isPresent() ? Action.CHANGED : Action.RENAMED;
    }

    private static List<StepRef> steps(List<Applied> history) {
        List<StepRef> refs = new ArrayList<>();
        history.forEach(a -> refs.add(ref(a.step())));
        return refs;
    }

    private static StepRef ref(Step step) {
        return new StepRef(
                step.migration(), step.index(), step.ruleName(), step.at().line());
    }

    private static Map<String, Long> counts(Counts c) {
        Map<String, Long> named = new LinkedHashMap<>();
        put(named, "overflowed", c.overflowed());
        put(named, "underflowed", c.underflowed());
        put(named, "nanReplaced", c.nanReplaced());
        return named;
    }

    private static void put(Map<String, Long> named, String name, long n) {
        if (n > 0) {
            named.put(name, n);
        }
    }

    /** What a step did to rows, from its map and the labels it knew. */
    static RowSummary rows(Step step, RowEdit edit) {
        RowMap map = edit.map();
        long kept = 0;
        long moved = 0;
        RowNames added = new RowNames(edit.labelsAfter());
        List<long[]> used = new ArrayList<>();
        for (int r = 0; r < map.runs(); r++) {
            if (map.source(r) != RowMap.INPUT) {
                added.add(map.at(r), map.length(r));
                continue;
            }
            used.add(new long[] {map.start(r), map.start(r) + map.length(r)});
            if (map.start(r) == map.at(r)) {
                kept += map.length(r);
            } else {
                moved += map.length(r);
            }
        }
        return new RowSummary(
                step.index(),
                edit.axis(),
                edit.before(),
                map.rows(),
                kept,
                moved,
                added.names(),
                dropped(edit, used),
                edit.init());
    }

    private static List<String> dropped(RowEdit edit, List<long[]> used) {
        used.sort((a, b) -> Long.compare(a[0], b[0]));
        RowNames names = new RowNames(edit.labelsBefore());
        long at = 0;
        for (long[] range : used) {
            if (range[0] > at) {
                names.add(at, range[0] - at);
            }
            at = Math.max(at, range[1]);
        }
        if (at < edit.before()) {
            names.add(at, edit.before() - at);
        }
        return names.names();
    }

    /** Rows by label where there is one, else by index and range. */
    private static final class RowNames {
        private final List<String> labels;
        private final List<String> names = new ArrayList<>();

        RowNames(Optional<List<String>> labels) {
            this.labels = labels.orElse(List.of());
        }

        void add(long first, long count) {
            long labelled = Math.min(count, Math.max(0, labels.size() - first));
            for (long i = 0; i < labelled; i++) {
                names.add(labels.get((int) (first + i)));
            }
            long from = first + labelled;
            long last = first + count - 1;
            if (from <= last) {
                names.add(from == last ? Long.toString(from) : from + ".." + last);
            }
        }

        List<String> names() {
            return names;
        }
    }
}
