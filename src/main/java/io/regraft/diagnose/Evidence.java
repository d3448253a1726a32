package io.regraft.diagnose;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Spec;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file's tensors under one container against those expected, as far as the causes found so far would mend it. Names are
 * counted from the container. Immutable.
 */
public final class Evidence {

    private final Checkpoint checkpoint;
    private final TensorName under;
    private final Target target;
    private final Spec expected;
    private final Map<TensorName, Found> found;
    private final Set<TensorName> settled;
    private final Map<TensorName, TensorType> missing = new LinkedHashMap<>();
    private final Map<TensorName, TensorType> unexpected = new LinkedHashMap<>();
    private final Map<TensorName, Mismatch> mismatched = new LinkedHashMap<>();

    private Evidence(
            Checkpoint checkpoint,
            TensorName under,
            Target target,
            Map<TensorName, Found> found,
            Set<TensorName> settled) {
        this.checkpoint = checkpoint;
        this.under = under;
        this.target = target;
        this.expected = target.spec();
        this.found = Collections.unmodifiableMap(found);
        this.settled = settled;
        expected.tensors().forEach((name, type) -> {
            Found there = found.get(name);
            if (settled.contains(name)) {
                return;
            }
            if (there == null) {
                missing.put(name, type);
            } else if (!there.type.equals(type)) {
                mismatched.put(name, new Mismatch(type, there.type));
            }
        });
        found.forEach((name, there) -> {
            if (!expected.tensors().containsKey(name) && !settled.contains(name)) {
                unexpected.put(name, there.type);
            }
        });
    }

    /** The file as it is. */
    public static Evidence of(Checkpoint checkpoint, TensorName under, Target target) {
        Map<TensorName, Found> found = new LinkedHashMap<>();
        for (Tensor t : checkpoint.tensors()) {
            if (t.name().isUnder(under)) {
                found.put(t.name().relativeTo(under), new Found(t.type(), Optional.of(t)));
            }
        }
        return new Evidence(checkpoint, under, target, found, Set.of());
    }

    /**
     * A tensor of the file.
     *
     * @param type as the causes found so far would make it
     * @param origin what it is in the file; empty for one that would be made
     */
    public record Found(TensorType type, Optional<Tensor> origin) {}

    /** A tensor that is there with another type than expected. */
    public record Mismatch(TensorType expected, TensorType found) {

        /** True if only the dtype differs. */
        public boolean sameShape() {
            return expected.shape().equals(found.shape());
        }
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The container that is compared. */
    public TensorName under() {
        return under;
    }

    public Target target() {
        return target;
    }

    public Map<TensorName, TensorType> expected() {
        return expected.tensors();
    }

    public Map<TensorName, Found> found() {
        return found;
    }

    /** Expected and not there; without what is settled, as the next two. */
    public Map<TensorName, TensorType> missing() {
        return Collections.unmodifiableMap(missing);
    }

    public Map<TensorName, TensorType> unexpected() {
        return Collections.unmodifiableMap(unexpected);
    }

    public Map<TensorName, Mismatch> mismatched() {
        return Collections.unmodifiableMap(mismatched);
    }

    /** How many findings are left. */
    public int left() {
        return missing.size() + unexpected.size() + mismatched.size();
    }

    /** A name as it is in the whole file. */
    public TensorName full(TensorName relative) {
        return under.resolve(relative);
    }

    /** All names of the file as they would be now: those compared, and those in other containers. */
    public Set<TensorName> universe() {
        Set<TensorName> all = new LinkedHashSet<>();
        found.keySet().forEach(n -> all.add(full(n)));
        checkpoint.tensors().stream()
                .map(Tensor::name)
                .filter(n -> !n.isUnder(under))
                .forEach(all::add);
        return all;
    }

    /** True if a tensor lies in a dict, so that rules can drop and rename it; items of a list go by their place. */
    public boolean isKeyed(TensorName relative) {
        Value.Container container = checkpoint.containers().get(full(relative).container());
        return !relative.parts().isEmpty()
                && (container == null
                        || !(container.type().equals("list") || container.type().equals("tuple")));
    }

    /** The type of a tensor anywhere in the file, as it would be now. */
    public Optional<TensorType> typeOf(TensorName full) {
        if (full.isUnder(under)) {
            return Optional.ofNullable(found.get(full.relativeTo(under))).map(Found::type);
        }
        return checkpoint.tensor(full).map(Tensor::type);
    }

    public Evidence renamed(Map<TensorName, TensorName> renames) {
        Map<TensorName, Found> after = new LinkedHashMap<>();
        found.forEach((name, f) -> after.put(renames.getOrDefault(name, name), f));
        return new Evidence(checkpoint, under, target, after, settled);
    }

    /** With the shape that is expected, the dtype kept. */
    public Evidence reshaped(Collection<TensorName> names) {
        Map<TensorName, Found> after = new LinkedHashMap<>(found);
        for (TensorName n : names) {
            Shape shape = expected().get(n).shape();
            after.computeIfPresent(n, (k, f) -> new Found(new TensorType(f.type.dtype(), shape), f.origin));
        }
        return new Evidence(checkpoint, under, target, after, settled);
    }

    /** With the dtype that is expected, the shape kept. */
    public Evidence retyped(Collection<TensorName> names) {
        Map<TensorName, Found> after = new LinkedHashMap<>(found);
        for (TensorName n : names) {
            DType dtype = expected().get(n).dtype();
            after.computeIfPresent(n, (k, f) -> new Found(new TensorType(dtype, f.type.shape()), f.origin));
        }
        return new Evidence(checkpoint, under, target, after, settled);
    }

    public Evidence without(Collection<TensorName> names) {
        Map<TensorName, Found> after = new LinkedHashMap<>(found);
        names.forEach(after::remove);
        return new Evidence(checkpoint, under, target, after, settled);
    }

    /** With tensors that were missing, as expected. */
    public Evidence with(Collection<TensorName> names) {
        Map<TensorName, Found> after = new LinkedHashMap<>(found);
        names.forEach(n -> after.put(n, new Found(expected().get(n), Optional.empty())));
        return new Evidence(checkpoint, under, target, after, settled);
    }

    /** With findings taken as explained, though nothing mends them. */
    public Evidence settled(Collection<TensorName> names) {
        Set<TensorName> more = new HashSet<>(settled);
        more.addAll(names);
        return new Evidence(checkpoint, under, target, found, more);
    }
}
