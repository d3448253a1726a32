package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A stack of layers is longer in the target or in the file. */
final class Depth implements CauseFinder {

    private static final int FEWEST_LAYERS = 2;
    private static final int FEWEST_TENSORS = 2;

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Map<String, Set<Integer>> found = layers(evidence.found().keySet());
        Map<String, Set<Integer>> expected = layers(evidence.expected().keySet());
        for (Map.Entry<String, Set<Integer>> e : expected.entrySet()) {
            Set<Integer> there = found.getOrDefault(e.getKey(), Set.of());
            if (there.equals(e.getValue())
                    || there.size() < FEWEST_LAYERS
                    || e.getValue().size() < FEWEST_LAYERS) {
                continue;
            }
            boolean nested = there.containsAll(e.getValue()) || e.getValue().containsAll(there);
            List<TensorName> tensors = outside(evidence, e.getKey(), there, e.getValue());
            if (nested && tensors.size() >= FEWEST_TENSORS) {
                return Optional.of(
                        repair(evidence, e.getKey(), there.size(), e.getValue().size(), tensors));
            }
        }
        return Optional.empty();
    }

    /** The numbers that follow a beginning: {@code encoder.layers} has 0 to 11. */
    private static Map<String, Set<Integer>> layers(Collection<TensorName> names) {
        Map<String, Set<Integer>> layers = new LinkedHashMap<>();
        for (TensorName name : names) {
            List<String> components = Components.of(name);
            for (int i = 1; i < components.size() - 1; i++) {
                if (Components.isNumber(components.get(i))) {
                    layers.computeIfAbsent(String.join(".", components.subList(0, i)), k -> new TreeSet<>())
                            .add(Integer.parseInt(components.get(i)));
                }
            }
        }
        return layers;
    }

    /** The findings in layers that one side lacks. */
    private static List<TensorName> outside(
            Evidence evidence, String stack, Set<Integer> found, Set<Integer> expected) {
        Map<TensorName, Boolean> all = new HashMap<>();
        evidence.missing().keySet().forEach(n -> all.put(n, true));
        evidence.unexpected().keySet().forEach(n -> all.put(n, false));
        List<TensorName> tensors = new ArrayList<>();
        String start = stack + ".";
        all.forEach((name, missing) -> {
            String text = name.text();
            if (text.startsWith(start)) {
                String rest = text.substring(start.length());
                String number = rest.substring(0, Math.max(0, rest.indexOf('.')));
                Set<Integer> other = missing ? found : expected;
                if (Components.isNumber(number) && !other.contains(Integer.parseInt(number))) {
                    tensors.add(name);
                }
            }
        });
        tensors.sort(null);
        return tensors;
    }

    private static Repair repair(Evidence evidence, String stack, int found, int expected, List<TensorName> tensors) {
        Cause cause = new Cause(
                "other-depth",
                Cause.Verdict.OTHER_MODEL,
                String.format(
                        Locale.ROOT,
                        "the file has %,d of '%s.*', the target %,d: %,d tensors",
                        found,
                        stack,
                        expected,
                        tensors.size()),
                List.of(
                        "The number of layers is a setting of the model.",
                        "Take the config that this file was trained with; no migration is proposed."),
                tensors);
        return new Repair(cause, Draft.EMPTY, evidence.settled(tensors));
    }
}
