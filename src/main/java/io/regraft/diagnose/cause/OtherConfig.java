package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shapes that differ where no row could be added or taken: the inputs of a layer, a kernel's size, several axes at once. The
 * two sides are not the same model, and a file forced to fit would load and be wrong.
 */
final class OtherConfig implements CauseFinder {

    private static final int FEW = 2;

    @Override
    public Optional<Repair> find(Evidence evidence) {
        List<Difference> odd = new ArrayList<>();
        List<TensorName> otherRank = new ArrayList<>();
        evidence.mismatched().forEach((name, m) -> {
            if (m.found().shape().rank() != m.expected().shape().rank()) {
                otherRank.add(name);
            }
            Difference.of(name, m).filter(d -> !d.isRows()).ifPresent(odd::add);
        });
        if (odd.isEmpty() && otherRank.isEmpty()) {
            return Optional.empty();
        }
        Set<TensorName> all = claimed(evidence, odd);
        all.addAll(otherRank);
        if (all.size() <= FEW && odd.stream().allMatch(d -> d.axes().size() > 1)) {
            return Optional.of(otherModule(evidence, all));
        }
        Cause cause = new Cause(
                "other-config", Cause.Verdict.OTHER_MODEL, summary(evidence, odd, all), advice(odd), List.copyOf(all));
        return Optional.of(new Repair(cause, Draft.EMPTY, evidence.settled(all)));
    }

    /** The odd ones, and tables in which the same extents differ: the biases and norms of a layer of another width. */
    private static Set<TensorName> claimed(Evidence evidence, List<Difference> odd) {
        Set<Difference.Change> changes = new HashSet<>();
        odd.forEach(d -> d.axes().forEach(axis -> changes.add(d.change(axis))));
        Set<TensorName> all = new LinkedHashSet<>();
        evidence.mismatched()
                .forEach((name, m) -> Difference.of(name, m)
                        .filter(d -> !d.isRows() || changes.contains(d.change()))
                        .ifPresent(d -> all.add(name)));
        return all;
    }

    private static String summary(Evidence evidence, List<Difference> odd, Set<TensorName> all) {
        TensorName first = odd.isEmpty() ? all.iterator().next() : odd.get(0).name();
        Evidence.Mismatch m = evidence.mismatched().get(first);
        return String.format(
                Locale.ROOT,
                "%,d %s of another size than the target's: '%s' is %s, expected %s",
                all.size(),
                all.size() == 1 ? "tensor is" : "tensors are",
                first,
                m.found().shape(),
                m.expected().shape());
    }

    private static List<String> advice(List<Difference> odd) {
        List<String> advice = new ArrayList<>();
        Set<String> extents = new LinkedHashSet<>();
        for (Difference d : odd) {
            for (int axis : d.axes()) {
                Difference.Change change = d.change(axis);
                extents.add(String.format(Locale.ROOT, "%,d where %,d is expected", change.found(), change.expected()));
            }
        }
        if (!extents.isEmpty()) {
            advice.add(extents.stream().limit(3).collect(Collectors.joining("; ", "The file has ", ".")));
        }
        boolean kernels = odd.stream()
                .anyMatch(d -> d.expected().rank() > 2 && d.axes().get(d.axes().size() - 1) >= 2);
        advice.add(
                kernels
                        ? "Sizes of kernels follow from settings such as strides, upsampling rates and hop lengths."
                        : "Widths of layers follow from the model's settings or version.");
        advice.add("Take the config, or the code, that this file was trained with; no migration is proposed.");
        return advice;
    }

    /** One layer that is another kind of layer: its weight differs in all axes, and its bias may be missing or too many. */
    private static Repair otherModule(Evidence evidence, Set<TensorName> weights) {
        Set<TensorName> all = new LinkedHashSet<>(weights);
        for (TensorName weight : weights) {
            String stem = Components.stem(weight);
            evidence.missing().keySet().stream()
                    .filter(n -> !stem.isEmpty() && Components.stem(n).equals(stem))
                    .forEach(all::add);
            evidence.unexpected().keySet().stream()
                    .filter(n -> !stem.isEmpty() && Components.stem(n).equals(stem))
                    .forEach(all::add);
        }
        TensorName first = weights.iterator().next();
        Evidence.Mismatch m = evidence.mismatched().get(first);
        Cause cause = new Cause(
                "other-module",
                Cause.Verdict.NOT_MENDABLE,
                String.format(
                        Locale.ROOT,
                        "'%s' is another kind of layer in the target: %s here, %s expected, no axis alike",
                        first,
                        m.found().shape(),
                        m.expected().shape()),
                List.of(
                        "Only its name is the same; none of its numbers means anything to the target.",
                        "To start that layer anew: drop it, create it in the new shape, and train."),
                List.copyOf(all));
        return new Repair(cause, Draft.EMPTY, evidence.settled(all));
    }
}
