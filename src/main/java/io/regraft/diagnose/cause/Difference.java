package io.regraft.diagnose.cause;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Evidence.Mismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How two shapes of one rank differ.
 *
 * @param axes those whose extents differ
 */
record Difference(TensorName name, Shape found, Shape expected, List<Integer> axes) {

    private static final Set<String> POSITIONS = Set.of(
            "pos", "position", "positions", "positional", "posemb", "wpe", "relative_position_bias_table", "relative");

    Difference {
        axes = List.copyOf(axes);
    }

    /** The difference; empty where the ranks differ or the shapes don't. */
    static Optional<Difference> of(TensorName name, Mismatch m) {
        Shape found = m.found().shape();
        Shape expected = m.expected().shape();
        if (found.rank() != expected.rank() || m.sameShape()) {
            return Optional.empty();
        }
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < found.rank(); axis++) {
            if (found.extent(axis) != expected.extent(axis)) {
                axes.add(axis);
            }
        }
        return Optional.of(new Difference(name, found, expected, axes));
    }

    /** True if one axis differs, and the tensor is a table along it: nothing but axes of extent 1 stands before. */
    boolean isRows() {
        return axes.size() == 1
                && expected.outer(axis()) == 1
                && (axis() == 0 || expected.rank() <= 2 || isPositions());
    }

    boolean isPositions() {
        return Components.words(name).stream().anyMatch(POSITIONS::contains);
    }

    int axis() {
        return axes.get(0);
    }

    Change change(int axis) {
        return new Change(found.extent(axis), expected.extent(axis));
    }

    Change change() {
        return change(axis());
    }

    /** An extent there and what it should be. */
    record Change(long found, long expected) {}
}
