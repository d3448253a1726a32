package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names and types that a checkpoint must have, in order.
 *
 * @param about what the file says of itself; may be empty
 */
public record TargetSpec(String about, Map<TensorName, TensorType> tensors) {

    public TargetSpec {
        tensors = new LinkedHashMap<>(tensors);
    }

    /**
     * Reads a spec file (JSON).
     *
     * @throws io.regraft.problem.RegraftException with its line and column if it is none
     */
    public static TargetSpec read(Path file) {
        throw new UnsupportedOperationException();
    }
}
