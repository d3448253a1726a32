package io.regraft.format.hdf5;

import io.regraft.checkpoint.Value;

/** How Keras keeps bfloat16, which HDF5 had no type for: opaque bytes, and an attribute that says what they are. */
final class KerasBfloat16 {

    static final String ATTRIBUTE = "dtype";
    static final Value VALUE = new Value.Text("bfloat16");

    private KerasBfloat16() {}
}
