package io.regraft.migration;

import io.regraft.problem.Where;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A value of a migration file with its place; free of the YAML library. Variables are already put in. */
public sealed interface Node {

    Place place();

    /** Where it stands; for a variable, where it is used. */
    default Where.InText at() {
        return place().at();
    }

    /** The folder that relative file names in it count from. */
    default Path folder() {
        return place().folder();
    }

    /** What it is, for messages: {@code the text 'abc'}, {@code a list of 3}; names the variable that it came from. */
    String describe();

    /**
     * Where a value stands and what its file names are relative to.
     *
     * @param variable the variable that stood here, and where it is defined: {@code ${size} of fix.yaml:5:9}
     */
    record Place(Where.InText at, Path folder, Optional<String> variable) {
        public Place(Where.InText at, Path folder) {
            this(at, folder, Optional.empty());
        }

        String noted(String description) {
            return variable.map(v -> description + " (" + v + ")").orElse(description);
        }
    }

    /** How YAML 1.2 reads a scalar. */
    enum Type {
        TEXT,
        INTEGER,
        REAL,
        BOOL,
        NULL
    }

    /** How a scalar was written. */
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        /** In double quotes, with a backslash that YAML took away: an error where backslashes mean something. */
        DOUBLE_QUOTED_SWALLOWED,
        /** After {@code |} or {@code >}. */
        BLOCK
    }

    /**
     * A single value.
     *
     * @param text as written, without quotes and with escapes resolved
     * @param plainDollars indices in {@code text} of dollar signs that were written as {@code $$}
     */
    record Scalar(Place place, String text, Type type, Style style, Set<Integer> plainDollars) implements Node {
        public Scalar {
            plainDollars = Set.copyOf(plainDollars);
        }

        public Scalar(Place place, String text, Type type, Style style) {
            this(place, text, type, style, Set.of());
        }

        /** True if it stood in quotes or in a block: then its type is TEXT. */
        public boolean quoted() {
            return style != Style.PLAIN;
        }

        /** The value of a whole number, decimal or with 0x or 0o before it. */
        public Optional<BigInteger> wholeNumber() {
            return type == Type.INTEGER ? CoreSchema.whole(text) : Optional.empty();
        }

        /** The value of a number: a Long where it is whole and fits, else a BigInteger or a Double; empty beyond those. */
        public Optional<Number> number() {
            return switch (type) {
                case INTEGER -> wholeNumber().map(CoreSchema::narrow);
                case REAL -> CoreSchema.real(text);
                case TEXT, BOOL, NULL -> Optional.empty();
            };
        }

        @Override
        public String describe() {
            return place.noted(
                    switch (type) {
                        case TEXT -> "the text '" + shortened() + "'";
                        case INTEGER, REAL -> "the number " + shortened();
                        case BOOL -> text;
                        case NULL -> "nothing";
                    });
        }

        private String shortened() {
            return text.length() > 80 ? text.substring(0, text.offsetByCodePoints(0, 60)) + "…" : text;
        }
    }

    record Sequence(Place place, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return place.noted("a list of " + items.size());
        }
    }

    record Mapping(Place place, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        public Optional<Node> get(String key) {
            return entries.stream()
                    .filter(e -> e.key().text().equals(key))
                    .map(Entry::value)
                    .findFirst();
        }

        @Override
        public String describe() {
            return place.noted("a map");
        }
    }

    record Entry(Scalar key, Node value) {}
}
