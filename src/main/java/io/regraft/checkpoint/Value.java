package io.regraft.checkpoint;

import java.math.BigInteger;

/** A leaf of a checkpoint that is no tensor. */
public sealed interface Value {

    /** The value as a person reads it, at most some 80 characters. */
    String text();

    record None() implements Value {
        @Override
        public String text() {
            return "none";
        }
    }

    record Bool(boolean value) implements Value {
        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }

    record Int(BigInteger value) implements Value {
        @Override
        public String text() {
            return value.bitLength() > 256 ? "an integer of " + value.bitLength() + " bits" : value.toString();
        }
    }

    record Real(double value) implements Value {
        @Override
        public String text() {
            return Double.toString(value);
        }
    }

    record Text(String value) implements Value {
        @Override
        public String text() {
            return value.length() > 76 ? "'" + value.substring(0, 73) + "…'" : "'" + value + "'";
        }
    }

    record Bytes(long length) implements Value {
        @Override
        public String text() {
            return length + " bytes";
        }
    }

    /** An empty or non-empty dict, list, tuple or set; its members are values of their own. */
    record Container(String type, int size) implements Value {
        @Override
        public String text() {
            return type + " of " + size;
        }
    }

    /** An object of a class that is kept as it is and never built. */
    record Foreign(String className) implements Value {
        @Override
        public String text() {
            return "object of " + className;
        }
    }
}
