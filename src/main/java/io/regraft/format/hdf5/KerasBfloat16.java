package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import java.util.List;
import java.util.Optional;

/** How Keras keeps bfloat16, which HDF5 had no type for: opaque bytes, and an attribute that says what they are. */
final class KerasBfloat16 {

    static final String ATTRIBUTE = "dtype";
    static final Value VALUE = new Value.Text("bfloat16");

    private KerasBfloat16() {}

    static boolean isOf(TensorType type) {
        return type.dtype() == DType.BFLOAT16;
    }

    /** The attribute. */
    static NewAttribute mark(NewTexts texts) {
        return NewAttribute.texts(ATTRIBUTE, Datatype.variableText(true), Optional.empty(), List.of("bfloat16"), texts);
    }
}
