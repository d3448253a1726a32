package io.regraft.diagnose.cause;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Evidence.Mismatch;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The same number of elements in another shape: axes of extent 1 gone or new, transposed, or otherwise laid out. */
final class ShapeOnly implements CauseFinder {

    private enum Kind {
        SQUEEZED("squeezed", "squeeze and unsqueeze", "axes of extent 1 that the other side lacks"),
        TRANSPOSED("transposed", "transpose", "the same axes in another order"),
        RESHAPED("reshaped", "reshape", "as many elements in another shape");

        private final String id;
        private final String rule;
        private final String what;

        Kind(String id, String rule, String what) {
            this.id = id;
            this.rule = rule;
            this.what = what;
        }
    }

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Map<Kind, List<TensorName>> kinds = new LinkedHashMap<>();
        evidence.mismatched()
                .forEach((name, m) -> kind(m).ifPresent(k ->
                        kinds.computeIfAbsent(k, x -> new ArrayList<>()).add(name)));
        return kinds.entrySet().stream().findFirst().map(e -> repair(evidence, e.getKey(), e.getValue()));
    }

    private static Optional<Kind> kind(Mismatch m) {
        Shape a = m.found().shape();
        Shape b = m.expected().shape();
        if (m.sameShape() || a.elements() != b.elements() || a.elements() == 0) {
            return Optional.empty();
        }
        if (Arrays.equals(squeezed(a), squeezed(b))) {
            return Optional.of(Kind.SQUEEZED);
        }
        return Optional.of(Arrays.equals(sorted(a), sorted(b)) ? Kind.TRANSPOSED : Kind.RESHAPED);
    }

    private static long[] squeezed(Shape shape) {
        return Arrays.stream(shape.toArray()).filter(e -> e != 1).toArray();
    }

    private static long[] sorted(Shape shape) {
        return Arrays.stream(shape.toArray()).sorted().toArray();
    }

    private static Repair repair(Evidence evidence, Kind kind, List<TensorName> tensors) {
        Mismatch first = evidence.mismatched().get(tensors.get(0));
        List<String> advice = new ArrayList<>();
        advice.add("Changing it needs the rule " + kind.rule + ", which this release lacks.");
        if (kind == Kind.TRANSPOSED) {
            advice.add("Square matrices of the same kind would be transposed too, and no shape shows it:"
                    + " look at the layer, not at the shapes.");
        }
        Cause cause = new Cause(
                kind.id,
                Cause.Verdict.NOT_MENDABLE,
                String.format(
                        Locale.ROOT,
                        "%,d %s %s: '%s' is %s, expected %s",
                        tensors.size(),
                        tensors.size() == 1 ? "tensor has" : "tensors have",
                        kind.what,
                        tensors.get(0),
                        first.found().shape(),
                        first.expected().shape()),
                advice,
                tensors);
        return new Repair(cause, Draft.EMPTY, evidence.settled(tensors));
    }
}
