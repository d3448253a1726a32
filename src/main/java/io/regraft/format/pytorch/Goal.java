package io.regraft.format.pytorch;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Revision.Revised;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A tensor of the result, against what the pickle has.
 *
 * @param origin what it was, where it was something
 * @param keeper true if the object of the origin becomes this one; else a new object is made
 */
record Goal(Revised revised, Optional<Inventory.Found> origin, boolean keeper) {

    TensorName name() {
        return revised.name();
    }

    TensorType type() {
        return revised.type();
    }

    OptionalInt content() {
        return revised.content();
    }

    /** The source's tensor. */
    TensorNode tensor() {
        return origin.orElseThrow().tensor();
    }

    /** True if the object stays in the container that it is in. */
    boolean stays() {
        if (!keeper) {
            return false;
        }
        TensorName before = origin.orElseThrow().name();
        return before.equals(name()) || before.container().equals(name().container());
    }
}
