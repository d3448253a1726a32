package io.regraft.diagnose.cause;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Projections that are one tensor here and two or three there: {@code qkv} for {@code q}, {@code k} and {@code v}. */
final class Fused implements CauseFinder {

    private static final Set<String> WHOLE = Set.of("qkv", "in", "c", "wqkv", "query", "gate", "w12", "kv", "key");
    private static final List<Set<String>> PARTS = List.of(
            Set.of("q", "query"), Set.of("k", "key"), Set.of("v", "value"), Set.of("gate", "w1"), Set.of("up", "w3"));

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Set<TensorName> split = involved(evidence.missing(), evidence.unexpected());
        Set<TensorName> fused = involved(evidence.unexpected(), evidence.missing());
        Set<TensorName> all = new LinkedHashSet<>(split);
        all.addAll(fused);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String summary = split.isEmpty()
                ? "%,d tensors: the file has projections in one tensor that the target has apart"
                : "%,d tensors: the file has projections apart that the target has in one tensor";
        Cause cause = new Cause(
                "fused-projections",
                Cause.Verdict.NOT_MENDABLE,
                String.format(Locale.ROOT, summary, all.size()),
                List.of(
                        "Joining and splitting tensors needs the rules concat and split, which this release lacks.",
                        "Their order within the one tensor (q, k, v; or interleaved by head) is the model's choice."),
                List.copyOf(all));
        return Optional.of(new Repair(cause, Draft.EMPTY, evidence.settled(all)));
    }

    /** Those of {@code whole} that are made of {@code parts} beside them, and the parts. */
    private static Set<TensorName> involved(Map<TensorName, TensorType> whole, Map<TensorName, TensorType> parts) {
        Map<String, List<TensorName>> beside = new LinkedHashMap<>();
        parts.keySet()
                .forEach(n ->
                        beside.computeIfAbsent(key(n), k -> new ArrayList<>()).add(n));
        Set<TensorName> all = new LinkedHashSet<>();
        whole.forEach((name, type) -> {
            List<TensorName> members = beside.getOrDefault(key(name), List.of()).stream()
                    .filter(n -> part(n) >= 0)
                    .filter(n -> sameButRows(parts.get(n), type))
                    .toList();
            long rows = members.stream()
                    .mapToLong(n -> parts.get(n).shape().extent(0))
                    .sum();
            if (isWhole(name)
                    && members.size() >= 2
                    && members.size() <= 3
                    && rows == type.shape().extent(0)) {
                all.add(name);
                all.addAll(members);
            }
        });
        return all;
    }

    private static boolean isWhole(TensorName name) {
        return Components.words(name).stream().anyMatch(WHOLE::contains);
    }

    private static boolean sameButRows(TensorType part, TensorType whole) {
        Shape a = part.shape();
        Shape b = whole.shape();
        return part.dtype() == whole.dtype()
                && a.rank() == b.rank()
                && a.rank() > 0
                && a.with(0, 1).equals(b.with(0, 1));
    }

    private static int part(TensorName name) {
        List<String> components = Components.of(name);
        String own = components.size() < 2 ? components.get(0) : components.get(components.size() - 2);
        for (String word : Components.words(TensorName.of(own))) {
            for (int i = 0; i < PARTS.size(); i++) {
                if (PARTS.get(i).contains(word)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The module above, and whether it is a weight or a bias: {@code layers.0.attn/weight}. */
    private static String key(TensorName name) {
        List<String> components = Components.of(name);
        String last = components.get(components.size() - 1);
        String kind = last.endsWith("bias") ? "bias" : "weight";
        int above = last.equals("in_proj_weight") || last.equals("in_proj_bias") ? 1 : 2;
        return String.join(".", components.subList(0, Math.max(0, components.size() - above))) + "/" + kind;
    }
}
