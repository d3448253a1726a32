package io.regraft.migration;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Expression;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** The tensors of a checkpoint as a step sees them: names in order, each with the expression that it has become. */
public final class StateDict {

    private final Checkpoint source;
    private final Map<TensorName, Entry> entries;
    private final EditedValues values;
    private final EditedFiles files;
    private final List<Warning> warnings;
    private final List<Dropped> dropped;

    /** The storages that more than one tensor of the source sees. */
    private final Set<String> shared;
    /** True if there may be more who share a content: copies. */
    private boolean copied;

    private StateDict(
            Checkpoint source,
            Map<TensorName, Entry> entries,
            EditedValues values,
            EditedFiles files,
            List<Warning> warnings,
            List<Dropped> dropped,
            Set<String> shared) {
        this.source = source;
        this.entries = entries;
        this.values = values;
        this.files = files;
        this.warnings = warnings;
        this.dropped = dropped;
        this.shared = shared;
    }

    public static StateDict of(Checkpoint source) {
        List<Tensor> tensors = source.tensors();
        StateDict state = new StateDict(
                source,
                new LinkedHashMap<>(2 * tensors.size()),
                EditedValues.of(source),
                EditedFiles.of(source),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashSet<>());
        Ties ties = new Ties(state.shared, tensors.size());
        for (Tensor t : tensors) {
            Entry e = new Entry(t.name(), new Expression.Stored(t), Optional.of(t), new Tie(), true, List.of());
            state.entries.put(t.name(), ties.tied(e));
        }
        return state;
    }

    /** Gives tensors that see the same bytes alike the same tie. */
    private static final class Ties {
        private record Seen(View view, TensorType type) {
            static Seen by(Entry e) {
                Tensor t = e.origin().orElseThrow();
                return new Seen(t.view().orElseThrow(), t.type());
            }
        }

        private final Set<String> shared;
        private final Map<String, Entry> firsts;
        private final Map<Seen, Tie> ties = new HashMap<>();

        Ties(Set<String> shared, int tensors) {
            this.shared = shared;
            this.firsts = new HashMap<>(2 * tensors);
        }

        Entry tied(Entry e) {
            Optional<String> storage = storageOf(e);
            Entry first = storage.isPresent() ? firsts.putIfAbsent(storage.get(), e) : null;
            if (first == null) {
                return e;
            }
            shared.add(storage.get());
            ties.putIfAbsent(Seen.by(first), first.tie());
            Tie tie = ties.computeIfAbsent(Seen.by(e), k -> e.tie());
            return new Entry(e.name(), e.expression(), e.origin(), tie, true, e.history());
        }
    }

    /** The state as it is now; later steps don't change it. */
    public StateDict snapshot() {
        StateDict snapshot = new StateDict(
                source,
                new LinkedHashMap<>(entries),
                values.snapshot(),
                files.snapshot(),
                new ArrayList<>(warnings),
                new ArrayList<>(dropped),
                new HashSet<>(shared));
        snapshot.copied = copied;
        return snapshot;
    }

    /** The values that are no tensors. */
    public EditedValues values() {
        return values;
    }

    /** The files beside the tensors. */
    public EditedFiles files() {
        return files;
    }

    public Checkpoint source() {
        return source;
    }

    public Collection<Entry> entries() {
        return List.copyOf(entries.values());
    }

    public Set<TensorName> names() {
        return new LinkedHashSet<>(entries.keySet());
    }

    public Optional<Entry> find(TensorName name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** The entry of a name that is known to be there. */
    public Entry get(TensorName name) {
        return find(name).orElseThrow();
    }

    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    public void warn(Where at, String text) {
        warnings.add(new Warning(at, text));
    }

    /**
     * Changes the content of tensors. Names that are one content (tied, seen alike) are changed once, by the first of
     * them, and stay so. If some of them are not among {@code names}, or another name sees a part of the same bytes, the
     * step stops and names them. A tensor that sees only a part of its storage gets a storage of its own.
     *
     * @param change gives the new content of a name; the same expression where nothing changes
     */
    public void change(Step step, Collection<TensorName> names, BiFunction<TensorName, Expression, Changed> change) {
        Set<TensorName> chosen = new LinkedHashSet<>(names);
        Map<Tie, List<Entry>> groups = new LinkedHashMap<>();
        for (TensorName name : chosen) {
            Entry e = get(name);
            requireComputable(step, e);
            groups.computeIfAbsent(e.tie(), k -> new ArrayList<>()).add(e);
        }
        Map<Tie, Changed> changes = new LinkedHashMap<>();
        groups.forEach((tie, members) -> {
            Entry first = members.get(0);
            Changed changed = change.apply(first.name(), first.expression());
            if (!changed.expression().equals(first.expression())) {
                changes.put(tie, changed);
            }
        });
        if (changes.isEmpty()) {
            return;
        }
        requireWholeTies(step, chosen, changes.keySet());
        List<Entry> touched = new ArrayList<>();
        changes.forEach((tie, changed) -> {
            Tie fresh = new Tie();
            for (Entry e : groups.get(tie)) {
                touched.add(e);
                entries.put(e.name(), e.changed(changed, fresh, step));
            }
        });
        reportUnshared(step, touched);
    }

    /** Gives tensors new names, all at once; the order stays. Names must end up distinct: the caller has checked. */
    public void rename(Step step, Map<TensorName, TensorName> renames) {
        List<Entry> all = new ArrayList<>(entries.values());
        entries.clear();
        for (Entry e : all) {
            TensorName to = renames.getOrDefault(e.name(), e.name());
            Entry moved = to.equals(e.name()) ? e : e.renamed(to, step);
            if (entries.putIfAbsent(to, moved) != null) {
                throw new IllegalStateException("two tensors named " + to);
            }
        }
    }

    public void drop(Step step, Collection<TensorName> names) {
        names.forEach(name -> dropped.add(new Dropped(entries.remove(name), step)));
    }

    /** What was dropped, in order. */
    public List<Dropped> dropped() {
        return List.copyOf(dropped);
    }

    /**
     * Adds tensors, those with one place in the order given. Their names must be free: the caller has checked.
     *
     * @param added each with the name that it follows; empty for the first place of all
     */
    public void insert(List<Placed> added) {
        copied |= added.stream().anyMatch(p -> p.entry().origin().isPresent());
        Map<Optional<TensorName>, List<Entry>> places = new HashMap<>();
        added.forEach(
                p -> places.computeIfAbsent(p.after(), k -> new ArrayList<>()).add(p.entry()));
        List<Entry> all = new ArrayList<>(entries.values());
        entries.clear();
        places.getOrDefault(Optional.<TensorName>empty(), List.of()).forEach(this::add);
        for (Entry e : all) {
            add(e);
            places.getOrDefault(Optional.of(e.name()), List.of()).forEach(this::add);
        }
        if (entries.size() != all.size() + added.size()) {
            throw new IllegalStateException("no such place: " + places.keySet());
        }
    }

    private void add(Entry e) {
        if (entries.put(e.name(), e) != null) {
            throw new IllegalStateException("two tensors named " + e.name());
        }
    }

    private static void requireComputable(Step step, Entry e) {
        Optional<Tensor> opaque =
                e.origin().filter(t -> e.isUntouched() && t.view().isEmpty());
        if (opaque.isPresent()) {
            throw Step.wrong(
                    step.at(),
                    String.format(
                            Locale.ROOT,
                            "%s takes strided tensors, %s is %s",
                            step.ruleName(),
                            e.name(),
                            opaque.get().layout()),
                    "Leave it out of 'tensors'; it is kept as it is.");
        }
    }

    private void requireWholeTies(Step step, Set<TensorName> chosen, Set<Tie> changed) {
        Map<Tie, Entry> byTie = new HashMap<>();
        Map<String, List<Entry>> byStorage = new HashMap<>();
        for (TensorName name : chosen) {
            Entry e = get(name);
            if (changed.contains(e.tie())) {
                byTie.putIfAbsent(e.tie(), e);
                storageOf(e)
                        .ifPresent(id -> byStorage
                                .computeIfAbsent(id, k -> new ArrayList<>())
                                .add(e));
            }
        }
        if (!copied && byTie.values().stream().noneMatch(this::isOnShared)) {
            return;
        }
        for (Entry other : entries.values()) {
            if (chosen.contains(other.name())) {
                continue;
            }
            Optional<Entry> shared = Optional.ofNullable(byTie.get(other.tie()))
                    .or(() -> storageOf(other)
                            .flatMap(id -> byStorage.getOrDefault(id, List.of()).stream()
                                    .filter(e -> overlap(e, other))
                                    .findFirst()));
            if (shared.isPresent()) {
                throw Step.wrong(
                        step.at(),
                        String.format(
                                Locale.ROOT,
                                "%s names %s, which shares its storage with %s",
                                step.ruleName(),
                                shared.get().name(),
                                other.name()),
                        "Name every tensor on that storage in this step, or untie them before with copy and drop.");
            }
        }
    }

    /** True if other tensors of the source see the storage that the entry's origin is on. */
    private boolean isOnShared(Entry e) {
        return e.origin()
                .flatMap(Tensor::view)
                .filter(v -> shared.contains(v.storage().id()))
                .isPresent();
    }

    private static Optional<String> storageOf(Entry e) {
        return e.isUntouched()
                ? e.origin().flatMap(Tensor::view).map(v -> v.storage().id())
                : Optional.empty();
    }

    /** True if two untouched tensors see a common byte, or might. */
    private static boolean overlap(Entry a, Entry b) {
        if (!a.isUntouched() || !b.isUntouched()) {
            return false;
        }
        Tensor s = a.origin().orElseThrow();
        Tensor t = b.origin().orElseThrow();
        if (s.view().isEmpty() || t.view().isEmpty()) {
            return false;
        }
        View v = s.view().get();
        View w = t.view().get();
        if (!v.storage().id().equals(w.storage().id())) {
            return false;
        }
        long vStart = v.offset() * s.type().dtype().bytes();
        long vEnd = v.end(s.type().shape()) * s.type().dtype().bytes();
        long wStart = w.offset() * t.type().dtype().bytes();
        long wEnd = w.end(t.type().shape()) * t.type().dtype().bytes();
        return vStart < wEnd && wStart < vEnd;
    }

    private void reportUnshared(Step step, List<Entry> touched) {
        for (Entry e : touched) {
            boolean part = e.isUntouched()
                    && e.origin().flatMap(Tensor::view).isPresent()
                    && e.origin().get().view().get().storage().bytes()
                            != e.origin().get().type().bytes();
            if (part) {
                warn(step.at(), e.name() + " saw a part of a larger storage; it has one of its own now");
            }
        }
    }

    /** Identity of a content: names with one tie are one storage in the result. */
    public static final class Tie {}

    /** Something that the user should know, though nothing is wrong. */
    public record Warning(Where at, String text) {}

    /** A tensor to be added, and the name that it follows. */
    public record Placed(Entry entry, Optional<TensorName> after) {}

    /** A tensor that a step took out. */
    public record Dropped(Entry entry, Step step) {}

    /** A new content and, where rows moved, how. */
    public record Changed(Expression expression, Optional<RowEdit> rows) {
        public static Changed to(Expression expression) {
            return new Changed(expression, Optional.empty());
        }
    }

    /** A step that had to do with a tensor. */
    public record Applied(Step step, Optional<RowEdit> rows) {}

    /**
     * A tensor at this point of the migration.
     *
     * @param origin the source tensor that it was
     * @param isUntouched true while its content is the origin's, in the origin's storage
     * @param history the steps that had to do with it, in order
     */
    public record Entry(
            TensorName name,
            Expression expression,
            Optional<Tensor> origin,
            Tie tie,
            boolean isUntouched,
            List<Applied> history) {

        public Entry {
            history = List.copyOf(history);
        }

        public TensorType type() {
            return expression.type();
        }

        Entry changed(Changed to, Tie fresh, Step step) {
            return new Entry(name, to.expression(), origin, fresh, false, with(step, to.rows()));
        }

        Entry renamed(TensorName to, Step step) {
            return new Entry(to, expression, origin, tie, isUntouched, with(step, Optional.empty()));
        }

        private List<Applied> with(Step step, Optional<RowEdit> rows) {
            List<Applied> longer = new ArrayList<>(history);
            longer.add(new Applied(step, rows));
            return longer;
        }
    }
}
