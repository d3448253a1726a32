package io.regraft.diagnose.cause;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The shape is right and the dtype is not. */
final class Casts implements CauseFinder {

    private record Change(DType found, DType expected) {}

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Map<Change, List<TensorName>> changes = new LinkedHashMap<>();
        evidence.mismatched().forEach((name, m) -> {
            if (m.sameShape()) {
                changes.computeIfAbsent(
                                new Change(m.found().dtype(), m.expected().dtype()), k -> new ArrayList<>())
                        .add(name);
            }
        });
        return changes.entrySet().stream().findFirst().map(e -> repair(evidence, e.getKey(), e.getValue()));
    }

    private static Repair repair(Evidence evidence, Change change, List<TensorName> tensors) {
        boolean possible = isNumeric(change.found) && isNumeric(change.expected);
        boolean sameFamily = change.found.family() == change.expected.family();
        Draft draft = possible ? Draft.of(step(evidence, change, tensors, sameFamily)) : Draft.EMPTY;
        List<String> advice = new ArrayList<>();
        if (!possible) {
            advice.add("Quantised, complex and packed types are not converted: save the file again in the other type.");
        } else if (narrower(change)) {
            advice.add("Values that " + change.expected + " cannot hold stop the migration unless it says overflow:"
                    + " saturate or inf; rounding loses digits.");
        } else if (sameFamily) {
            advice.add("Every " + change.found + " value is a " + change.expected + " value: nothing is lost.");
        }
        Cause cause = new Cause(
                "dtype",
                !possible ? Cause.Verdict.NOT_MENDABLE : sameFamily ? Cause.Verdict.MENDABLE : Cause.Verdict.REVIEW,
                String.format(
                        Locale.ROOT,
                        "%,d %s %s where the target has %s; the shapes agree",
                        tensors.size(),
                        tensors.size() == 1 ? "tensor is" : "tensors are",
                        change.found,
                        change.expected),
                advice,
                tensors);
        return new Repair(cause, draft, possible ? evidence.retyped(tensors) : evidence.settled(tensors));
    }

    private static Draft.Step step(Evidence evidence, Change change, List<TensorName> tensors, boolean sameFamily) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tensors", new Patterns(evidence).selectors(tensors, n -> isLeft(evidence, change, n)));
        body.put("dtype", change.expected.label());
        if (sameFamily) {
            return Draft.Step.safe("cast", body);
        }
        body.put("from", change.found.label());
        return Draft.Step.toReview(
                "cast",
                body,
                "from " + change.found + " to " + change.expected + " may not mean the same to the model");
    }

    /** True for a tensor that a wildcard may hit: cast leaves other families, and what has the dtype already. */
    private static boolean isLeft(Evidence evidence, Change change, TensorName full) {
        boolean sameFamily = change.found.family() == change.expected.family();
        return evidence.typeOf(full)
                .map(TensorType::dtype)
                .filter(d -> d == change.expected || (sameFamily && d.family() != change.found.family()))
                .isPresent();
    }

    private static boolean isNumeric(DType dtype) {
        return switch (dtype.family()) {
            case FLOATING, INTEGER, BOOL -> true;
            case COMPLEX, QUANTISED, BITS -> false;
        };
    }

    /** True if the target has fewer bits for the exponent or for the digits. */
    private static boolean narrower(Change change) {
        boolean halves = change.found.bytes() == 2 && change.expected.bytes() == 2;
        return halves || change.expected.bytes() < change.found.bytes() || change.expected.bytes() == 1;
    }
}
