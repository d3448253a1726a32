package io.regraft.checkpoint;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value that every format and every JSON or YAML file can spell: what {@code set} and {@code edit_file} write. */
public sealed interface Plain {

    /** The value as a person reads it, as {@link Value#text} says it of what is in a file. */
    String text();

    record None() implements Plain {
        @Override
        public String text() {
            return new Value.None().text();
        }
    }

    record Bool(boolean value) implements Plain {
        @Override
        public String text() {
            return new Value.Bool(value).text();
        }
    }

    record Int(BigInteger value) implements Plain {
        @Override
        public String text() {
            return new Value.Int(value).text();
        }
    }

    /** A finite number or not: formats that can't spell NaN and infinities refuse them. */
    record Real(double value) implements Plain {
        @Override
        public String text() {
            return new Value.Real(value).text();
        }
    }

    record Text(String value) implements Plain {
        @Override
        public String text() {
            return new Value.Text(value).text();
        }
    }

    /** A list of values, in order. */
    record Items(List<Plain> values) implements Plain {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String text() {
            return new Value.Container("list", values.size()).text();
        }
    }

    /** Values by name, in order. */
    record Fields(Map<String, Plain> values) implements Plain {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public String text() {
            return new Value.Container("dict", values.size()).text();
        }
    }
}
