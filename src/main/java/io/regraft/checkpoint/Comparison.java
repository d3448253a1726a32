package io.regraft.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is there against what is expected.
 *
 * @param matching how many tensors agree in name, shape and dtype
 */
public record Comparison(List<Finding> findings, int matching) {

    public Comparison {
        findings = List.copyOf(findings);
    }

    /** Compares; findings come in the order of the expected names, what is left over last. */
    public static Comparison of(Spec found, Spec expected) {
        List<Finding> findings = new ArrayList<>();
        int matching = 0;
        for (Map.Entry<TensorName, TensorType> e : expected.tensors().entrySet()) {
            TensorType there = found.tensors().get(e.getKey());
            if (there == null) {
                findings.add(new Finding.Missing(e.getKey(), e.getValue()));
            } else if (!there.equals(e.getValue())) {
                findings.add(new Finding.Mismatched(e.getKey(), e.getValue(), there));
            } else {
                matching++;
            }
        }
        found.tensors().forEach((name, type) -> {
            if (!expected.tensors().containsKey(name)) {
                findings.add(new Finding.Unexpected(name, type));
            }
        });
        return new Comparison(findings, matching);
    }

    public boolean isCompatible() {
        return findings.isEmpty();
    }

    /** One difference. */
    public sealed interface Finding {
        TensorName name();

        /** Expected, and not there. */
        record Missing(TensorName name, TensorType expected) implements Finding {}

        /** There, and not expected. */
        record Unexpected(TensorName name, TensorType found) implements Finding {}

        /** There, with another shape or dtype. */
        record Mismatched(TensorName name, TensorType expected, TensorType found) implements Finding {}
    }
}
