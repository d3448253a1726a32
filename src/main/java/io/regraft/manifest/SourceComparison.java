package io.regraft.manifest;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import io.regraft.kernel.ContentComparison;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression.Stored;
import io.regraft.kernel.Workers;
import io.regraft.manifest.TensorChange.Action;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A source and its result: what the manifest does not name must be the same. */
final class SourceComparison {

    private final Checkpoint source;
    private final Checkpoint result;
    private final Evaluator evaluator;
    private final int threads;
    private final int bufferBytes;
    private int values;
    /** Whether two storages have the same bytes, by both names. */
    private final Map<String, Boolean> storages = new ConcurrentHashMap<>();

    SourceComparison(Checkpoint source, Checkpoint result, Evaluator evaluator, int threads, int bufferBytes) {
        this.source = source;
        this.result = result;
        this.evaluator = evaluator;
        this.threads = threads;
        this.bufferBytes = bufferBytes;
    }

    List<String> differences(Manifest manifest) throws IOException {
        List<String> differences = Collections.synchronizedList(new ArrayList<>());
        Set<TensorName> named = new HashSet<>();
        List<TensorChange> moved = new ArrayList<>();
        for (TensorChange c : manifest.changes()) {
            named.add(c.name());
            if (c.action() == Action.RENAMED) {
                named.add(c.from().orElseThrow());
                moved.add(c);
            } else if (c.action() == Action.CHANGED) {
                c.from().ifPresent(named::add);
            }
        }
        // A conversion lists what it could not keep, and may be of one container only.
        boolean whole = manifest.conversion().isEmpty();
        List<Tensor> untouched = source.tensors().stream()
                .filter(t -> !named.contains(t.name()))
                .filter(t -> whole || result.tensor(t.name()).isPresent())
                .toList();
        Workers.each(
                threads,
                untouched.size(),
                i -> compare(untouched.get(i), untouched.get(i).name(), differences));
        Workers.each(threads, moved.size(), i -> renamed(moved.get(i), differences));
        Collections.sort(differences);
        before(manifest, differences);
        if (whole) {
            values(manifest, differences);
        }
        return differences;
    }

    private void renamed(TensorChange change, List<String> differences) throws IOException {
        TensorName from = change.from().orElseThrow();
        Optional<Tensor> before = source.tensor(from);
        if (before.isEmpty()) {
            differences.add(from + " is not in the source");
        } else {
            compare(before.get(), change.name(), differences);
        }
    }

    private void compare(Tensor before, TensorName name, List<String> differences) throws IOException {
        Optional<Tensor> after = result.tensor(name);
        if (after.isEmpty()) {
            differences.add(before.name() + " is in the source and not in the file");
        } else if (!after.get().type().equals(before.type())
                || !after.get().layout().equals(before.layout())) {
            differences.add(
                    name + " was " + before.type() + " and is " + after.get().type());
        } else if (before.view().isPresent() && !sameBytes(before, after.get())) {
            differences.add(name + " has other bytes than in the source");
        }
    }

    /**
     * Compares what both see. Where both see alike, their storages are compared, each pair once: an expanded tensor may
     * have far more elements than are stored.
     */
    private boolean sameBytes(Tensor before, Tensor after) throws IOException {
        View a = before.view().orElseThrow();
        View b = after.view().orElseThrow();
        boolean alike = a.offset() == b.offset()
                && Arrays.equals(a.strides(), b.strides())
                && a.storage().bytes() == b.storage().bytes()
                && a.storage().order() == b.storage().order();
        if (!alike) {
            return same(before, after);
        }
        String pair = a.storage().id() + '\n' + b.storage().id();
        Boolean known = storages.get(pair);
        if (known == null) {
            known = same(whole(a.storage()), whole(b.storage()));
            storages.put(pair, known);
        }
        return known;
    }

    private boolean same(Tensor a, Tensor b) throws IOException {
        return ContentComparison.equal(
                evaluator.open(new Stored(a), a.name().text()),
                evaluator.open(new Stored(b), b.name().text()));
    }

    private static Tensor whole(Storage storage) {
        return Tensor.strided(
                TensorName.of(storage.id()),
                new TensorType(DType.UINT8, Shape.of(storage.bytes())),
                new View(storage, 0, new long[] {1}));
    }

    private void before(Manifest manifest, List<String> differences) throws IOException {
        for (TensorChange c : manifest.changes()) {
            TensorName name = c.from().orElse(c.name());
            Optional<String> recorded = c.before().flatMap(TensorChange.State::sha256);
            Optional<Tensor> there = source.tensor(name);
            if (recorded.isPresent() && there.flatMap(Tensor::view).isPresent()) {
                String found = ContentDigest.of(evaluator.open(new Stored(there.get()), name.text()), bufferBytes);
                if (!found.equals(recorded.get())) {
                    differences.add("SHA-256 of " + name + " in the source is not as in the manifest");
                }
            }
        }
    }

    /** How many values that nobody set were compared. */
    int values() {
        return values;
    }

    private void values(Manifest manifest, List<String> differences) {
        Set<TensorName> edited = new HashSet<>();
        manifest.values().forEach(v -> TensorName.parse(v.path()).ifPresent(edited::add));
        for (Map.Entry<TensorName, Value> e : source.values().entrySet()) {
            if (isIn(e.getKey(), edited)) {
                continue;
            }
            values++;
            Value after = result.values().get(e.getKey());
            if (after == null
                    && e.getValue() instanceof Value.Container
                    && result.containers().containsKey(e.getKey())) {
                // An empty dict or list that holds something now: what that is, is told elsewhere.
                continue;
            }
            if (!e.getValue().equals(after)) {
                differences.add("value " + e.getKey() + " was " + e.getValue().text() + " and is "
                        + (after == null ? "gone" : after.text()));
            }
        }
    }

    /** True if a path or one above it is among some. */
    private static boolean isIn(TensorName path, Set<TensorName> some) {
        TensorName up = path;
        while (!some.contains(up) && !up.parts().isEmpty()) {
            up = up.container();
        }
        return some.contains(up);
    }
}
