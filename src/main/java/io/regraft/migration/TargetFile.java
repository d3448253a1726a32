package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.nio.file.Path;

/**
 * What {@code target} names: a spec file or a checkpoint, not yet read.
 *
 * @param under the container of this checkpoint that is compared; the root unless given
 */
public record TargetFile(Path file, TensorName under, Where.InText at) {}
