package io.regraft.checkpoint;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value that every format and every JSON or YAML file can spell: what {@code set} and {@code edit_file} write. */
public sealed interface Plain {

    record None() implements Plain {}

    record Bool(boolean value) implements Plain {}

    record Int(BigInteger value) implements Plain {}

    /** A finite number or not: formats that can't spell NaN and infinities refuse them. */
    record Real(double value) implements Plain {}

    record Text(String value) implements Plain {}

    /** A list of values, in order. */
    record Items(List<Plain> values) implements Plain {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Values by name, in order. */
    record Fields(Map<String, Plain> values) implements Plain {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
