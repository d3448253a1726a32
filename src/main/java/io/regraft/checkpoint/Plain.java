package io.regraft.checkpoint;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value that every format and every JSON or YAML file can spell: what {@code set} and {@code edit_file} write. */
public sealed interface Plain {

    /** The value as a checkpoint shows it; empty for a list or map, whose members are values of their own. */
    default Optional<Value> leaf() {
        return Optional.empty();
    }

    /** The value as a person reads it, as {@link Value#text} says it of what is in a file. */
    default String text() {
        return leaf().orElseThrow().text();
    }

    record None() implements Plain {
        @Override
        public Optional<Value> leaf() {
            return Optional.of(new Value.None());
        }
    }

    record Bool(boolean value) implements Plain {
        @Override
        public Optional<Value> leaf() {
            return Optional.of(new Value.Bool(value));
        }
    }

    record Int(BigInteger value) implements Plain {
        @Override
        public Optional<Value> leaf() {
            return Optional.of(new Value.Int(value));
        }
    }

    /** A finite number or not: formats that can't spell NaN and infinities refuse them. */
    record Real(double value) implements Plain {
        @Override
        public Optional<Value> leaf() {
            return Optional.of(new Value.Real(value));
        }
    }

    record Text(String value) implements Plain {
        @Override
        public Optional<Value> leaf() {
            return Optional.of(new Value.Text(value));
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
