package io.regraft.diagnose.cause;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Makes steps that add or remove tensors fit for a checkpoint with optimizer state. */
final class Optimizers {

    private Optimizers() {}

    /** True if the file carries the state of an optimizer. */
    static boolean in(Evidence evidence) {
        Set<TensorName> containers = evidence.checkpoint().containers().keySet();
        return containers.stream()
                .anyMatch(c -> c.key().equals("param_groups")
                        && containers.contains(c.container().child("state")));
    }

    /** A step that says {@code optimizer: off} where it may add or remove parameters under an optimizer. */
    static Draft.Step step(
            Evidence evidence, String rule, Map<String, Object> body, Collection<TensorType> types, String... review) {
        boolean counted = types.stream().anyMatch(t -> mayBeParameter(t.dtype())) && in(evidence);
        if (!counted) {
            return Draft.Step.toReview(rule, body, review);
        }
        Map<String, Object> longer = new LinkedHashMap<>(body);
        longer.put("optimizer", "off");
        String[] more = java.util.Arrays.copyOf(review, review.length + 1);
        more[review.length] = "the optimizer state counts parameters by position: start the optimizer anew";
        return Draft.Step.toReview(rule, longer, more);
    }

    private static boolean mayBeParameter(DType dtype) {
        return dtype.family() == DType.Family.FLOATING || dtype.family() == DType.Family.COMPLEX;
    }
}
