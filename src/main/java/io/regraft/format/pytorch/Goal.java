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
 * @param moved true if its entry takes another place among those of its mapping
 */
record Goal(Revised revised, Optional<Inventory.Found> origin, boolean keeper, boolean moved) {

    /** The same, its entry taken out and put in again where the result has it. */
    Goal asMoved() {
        return new Goal(revised, origin, keeper, true);
    }

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

    /** True if the object's entry stays where it is, at most with another key. */
    boolean stays() {
        return staysInContainer() && !moved;
    }

    /** True if the object stays in the container that it is in. */
    boolean staysInContainer() {
        if (!keeper) {
            return false;
        }
        TensorName before = origin.orElseThrow().name();
        return before.equals(name()) || before.container().equals(name().container());
    }
}
