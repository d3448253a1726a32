package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Repair;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Weight norm on one side only: a {@code weight} against its {@code weight_g} and {@code weight_v}. */
final class FoldedNorm implements CauseFinder {

    private static final List<List<String>> PAIRS = List.of(
            List.of(".weight_g", ".weight_v"),
            List.of(".parametrizations.weight.original0", ".parametrizations.weight.original1"));

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Set<TensorName> folded = stems(evidence.unexpected(), evidence.missing());
        Set<TensorName> unfolded = stems(evidence.missing(), evidence.unexpected());
        Set<TensorName> all = new LinkedHashSet<>(folded);
        all.addAll(unfolded);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String summary = unfolded.isEmpty()
                ? "%,d tensors: the target has weight norm as a pair (g and v), the file has it folded into the weight"
                : "%,d tensors: the file has weight norm as a pair (g and v), the target has it folded into the weight";
        Cause cause = new Cause(
                "weight-norm",
                Cause.Verdict.NOT_MENDABLE,
                String.format(Locale.ROOT, summary, all.size()),
                List.of(
                        "Folding and unfolding needs the rules fold_weight_norm and unfold_weight_norm, which this release"
                                + " lacks.",
                        unfolded.isEmpty()
                                ? "In torch: call remove_weight_norm() on the model before loading."
                                : "In torch: load before remove_weight_norm() is called."),
                List.copyOf(all));
        return Optional.of(new Repair(cause, Draft.EMPTY, evidence.settled(all)));
    }

    /** Whole weights with the pairs that they were folded from. */
    private static Set<TensorName> stems(Map<TensorName, TensorType> whole, Map<TensorName, TensorType> pairs) {
        Set<TensorName> all = new LinkedHashSet<>();
        whole.forEach((name, type) -> {
            if (!Components.last(name).equals("weight")) {
                return;
            }
            String stem = Components.stem(name);
            for (List<String> endings : PAIRS) {
                Optional<TensorName> g = TensorName.parse(stem + endings.get(0));
                Optional<TensorName> v = TensorName.parse(stem + endings.get(1));
                if (g.filter(pairs::containsKey).isPresent()
                        && v.filter(n -> type.equals(pairs.get(n))).isPresent()) {
                    all.addAll(List.of(name, g.get(), v.get()));
                }
            }
        });
        return all;
    }
}
