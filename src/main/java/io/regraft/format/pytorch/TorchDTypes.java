package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;
import java.util.Optional;

/** Dtypes as globals of the module torch. */
final class TorchDTypes {

    private TorchDTypes() {}

    static Optional<DType> of(Node node) {
        return node.global().filter(g -> g.module().equals("torch")).flatMap(g -> DType.named(g.name()));
    }

    static Global global(DType dtype) {
        return new Global("torch", dtype.label());
    }
}
