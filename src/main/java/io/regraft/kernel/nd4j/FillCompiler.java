package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import java.util.Optional;

/** Makes new rows ready to be read. */
final class FillCompiler {

    private final TensorType type;
    private final int axis;
    private final ValueEncoder encoder;

    FillCompiler(TensorType type, int axis, Optional<Quantisation> quantisation, Origin origin) {
        this.type = type;
        this.axis = axis;
        this.encoder = new ValueEncoder(type.dtype(), quantisation, origin);
    }

    Fill fill(NewRows rows) {
        if (rows.init() instanceof Init.Constant c) {
            return new ConstantFill(encoder.element(c.name(), c.value()));
        }
        throw new UnsupportedOperationException(type + " axis " + axis);
    }
}
