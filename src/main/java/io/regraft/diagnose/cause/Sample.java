package io.regraft.diagnose.cause;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Evidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pairs of a missing and an unexpected tensor that may be one tensor under two names. */
final class Sample {

    private static final int MISSING_LOOKED_AT = 64;
    private static final int PARTNERS = 400;

    private Sample() {}

    /** A missing tensor and an unexpected one of the same shape. */
    record Pair(List<String> found, List<String> expected) {}

    /** Some pairs whose first or last components agree, spread over the missing tensors. */
    static List<Pair> pairs(Evidence evidence) {
        Map<Shape, List<List<String>>> byShape = new HashMap<>();
        evidence.unexpected().forEach((name, type) -> {
            List<List<String>> same = byShape.computeIfAbsent(type.shape(), k -> new ArrayList<>());
            if (same.size() < PARTNERS) {
                same.add(Components.of(name));
            }
        });
        List<Pair> pairs = new ArrayList<>();
        List<TensorName> missing = List.copyOf(evidence.missing().keySet());
        int step = Math.max(1, missing.size() / MISSING_LOOKED_AT);
        for (int i = 0; i < missing.size(); i += step) {
            List<String> expected = Components.of(missing.get(i));
            Shape shape = evidence.missing().get(missing.get(i)).shape();
            for (List<String> found : byShape.getOrDefault(shape, List.of())) {
                if (Components.commonEnd(found, expected) > 0 || Components.commonStart(found, expected) > 0) {
                    pairs.add(new Pair(found, expected));
                }
            }
        }
        return pairs;
    }
}
