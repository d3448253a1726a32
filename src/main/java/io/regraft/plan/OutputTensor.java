package io.regraft.plan;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Expression;
import io.regraft.migration.StateDict.Applied;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A tensor of the result.
 *
 * @param origin the source tensor that it was, or is a copy of
 * @param expression its content, simplified
 * @param content number of its computed content; empty where the origin's bytes stay
 * @param history the steps that had to do with it, in order
 */
public record OutputTensor(
        TensorName name, Optional<Tensor> origin, Expression expression, OptionalInt content, List<Applied> history) {

    public OutputTensor {
        history = List.copyOf(history);
    }

    public TensorType type() {
        return expression.type();
    }

    /** True if it is in the source under this name, with these bytes. */
    public boolean isUntouched() {
        return content.isEmpty() && origin.isPresent() && origin.get().name().equals(name);
    }
}
