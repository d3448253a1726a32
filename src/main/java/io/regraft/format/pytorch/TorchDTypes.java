package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Dtypes as globals of the module torch. */
final class TorchDTypes {

    /** All that torch has. */
    static final Set<DType> ALL = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(DType.FLOAT6_E2M3FN_X4, DType.FLOAT6_E3M2FN_X4)));

    private TorchDTypes() {}

    static Optional<DType> of(Node node) {
        return node.global()
                .filter(g -> g.module().equals("torch"))
                .flatMap(g -> DType.named(g.name()))
                .filter(ALL::contains);
    }

    static Global global(DType dtype) {
        return new Global("torch", dtype.label());
    }
}
