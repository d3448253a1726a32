package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.pytorch.PyTorchCheckpoint.PickledState;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Which storage each computed content goes to: the one it had, where nothing else needs that, or a new one. */
final class StoragePlan {

    /**
     * The storage of a content.
     *
     * @param fresh true if the source has no storage of this key
     */
    record Target(String key, boolean fresh, int content, TensorType type) {}

    private final PyTorchCheckpoint source;
    private final StoragePool storages;
    private final Map<Integer, Target> byContent = new LinkedHashMap<>();
    private final Map<String, Target> byKey = new HashMap<>();
    private final List<Goal> concerned;
    private final Set<String> taken;
    private OptionalLong nextKey = OptionalLong.empty();

    private StoragePlan(PyTorchCheckpoint source, Goals goals) {
        PickledState state = source.state().orElseThrow();
        Set<String> changing = changing(goals);
        boolean alone = changing.stream().allMatch(state::isAlone);
        this.source = source;
        this.storages = state.storages();
        this.concerned = alone ? goals.changed() : goals.all();
        this.taken = needed(changing, alone ? Set.of() : listed(state));
    }

    static StoragePlan of(PyTorchCheckpoint source, Goals goals) {
        StoragePlan plan = new StoragePlan(source, goals);
        Map<Integer, List<Goal>> members = goals.changed().stream()
                .filter(g -> g.content().isPresent())
                .collect(Collectors.groupingBy(g -> g.content().getAsInt(), LinkedHashMap::new, Collectors.toList()));
        members.forEach(plan::place);
        return plan;
    }

    /** Of the goals, those that may have an object or a storage in common with one that changes. */
    List<Goal> concerned() {
        return concerned;
    }

    /** Where a content goes. */
    Target of(int content) {
        return byContent.get(content);
    }

    /** The content that a storage gets, by key. */
    Map<String, Target> byKey() {
        return byKey;
    }

    List<Target> targets() {
        return List.copyOf(byContent.values());
    }

    /** Keys, of those that may change, whose bytes must stay: a tensor sees them, or something that is no listed tensor. */
    private Set<String> needed(Set<String> changing, Set<Integer> listed) {
        Set<String> needed = new HashSet<>();
        if (!listed.isEmpty()) {
            storages.refs().stream()
                    .filter(ref -> !listed.contains(ref.pid().id()))
                    .map(StorageRef::key)
                    .filter(changing::contains)
                    .forEach(needed::add);
        }
        for (Goal g : concerned) {
            if (g.content().isEmpty()) {
                g.tensor()
                        .storage()
                        .map(StorageRef::key)
                        .filter(changing::contains)
                        .ifPresent(needed::add);
            }
        }
        return needed;
    }

    /** The ids that tensors are on. */
    private static Set<Integer> listed(PickledState state) {
        Set<Integer> listed = new HashSet<>();
        for (Inventory.Found f : state.inventory().found()) {
            f.tensor().storage().ifPresent(ref -> listed.add(ref.pid().id()));
        }
        return listed;
    }

    /** Keys of the tensors that get another content. */
    private static Set<String> changing(Goals goals) {
        Set<String> changing = new HashSet<>();
        for (Goal g : goals.changed()) {
            if (g.content().isPresent() && g.keeper()) {
                g.tensor().storage().ifPresent(ref -> changing.add(ref.key()));
            }
        }
        return changing;
    }

    private void place(int content, List<Goal> members) {
        TensorType type = members.get(0).type();
        for (Goal g : members) {
            check(g, type);
        }
        Target target = members.stream()
                .filter(Goal::keeper)
                .map(g -> g.tensor().storage().orElseThrow().key())
                .filter(k -> !taken.contains(k))
                .findFirst()
                .map(k -> new Target(k, false, content, type))
                .orElseGet(() -> new Target(freshKey(), true, content, type));
        taken.add(target.key());
        byKey.put(target.key(), target);
        byContent.put(content, target);
    }

    private String freshKey() {
        long next = nextKey.isPresent() ? nextKey.getAsLong() : afterLastKey();
        while (source.archive().find(TorchArchive.DATA + next).isPresent()) {
            next++;
        }
        nextKey = OptionalLong.of(next + 1);
        return Long.toString(next);
    }

    private long afterLastKey() {
        return storages.keys().stream()
                        .filter(k ->
                                k.length() <= 9 && !k.isEmpty() && k.chars().allMatch(c -> c >= '0' && c <= '9'))
                        .mapToLong(Long::parseLong)
                        .max()
                        .orElse(-1)
                + 1;
    }

    private void check(Goal g, TensorType type) {
        if (!g.type().equals(type)) {
            throw new IllegalArgumentException(g.name() + " is " + g.type() + ", but shares the content of " + type);
        }
        DType dtype = type.dtype();
        if (g.keeper() && g.tensor().storage().isEmpty()) {
            throw refused(g, "it is " + g.tensor().layout() + ", which is moved but not computed on", "Leave it out.");
        }
        if (source.archive().isBigEndian() && !StorageClass.exists(dtype)) {
            throw refused(
                    g,
                    "the file is big-endian, and torch does not swap the bytes of " + dtype,
                    "Load and save it on a little-endian machine first.");
        }
        boolean quantised = g.origin().flatMap(f -> f.tensor().quantisation()).isPresent();
        boolean fits = quantised ? dtype == g.tensor().type().dtype() : dtype.family() != DType.Family.QUANTISED;
        if (!fits) {
            throw refused(
                    g,
                    "scale and zero point hold for "
                            + (quantised ? g.tensor().type().dtype() : dtype)
                            + " alone, so that the dtype can't change",
                    "Dequantise it with torch first.");
        }
    }

    private RegraftException refused(Goal g, String what, String fix) {
        return new Problem(
                        Kind.CHECKPOINT,
                        new Where.InTensor(source.input().name(), g.name().text()),
                        what,
                        fix)
                .asException();
    }
}
