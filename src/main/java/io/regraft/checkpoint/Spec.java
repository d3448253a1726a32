package io.regraft.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names, shapes and dtypes that a program expects.
 *
 * @param tensors by name, in order; names are relative to the container that is compared
 */
public record Spec(Map<TensorName, TensorType> tensors) {

    public Spec {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** The tensors of a checkpoint under a container, named from there. */
    public static Spec of(Iterable<Tensor> tensors, TensorName under) {
        Map<TensorName, TensorType> types = new LinkedHashMap<>();
        for (Tensor t : tensors) {
            if (t.name().isUnder(under)) {
                types.put(t.name().relativeTo(under), t.type());
            }
        }
        return new Spec(types);
    }
}
