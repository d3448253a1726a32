package io.regraft.migration;

import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A value of a migration file with its place; free of the YAML library. Variables are already put in. */
public sealed interface Node {

    /** Where it stands; for a variable, where it is used. */
    Where.InText at();

    /** The folder that relative file names in it count from. */
    Path folder();

    /** What it is, for messages: {@code the text 'abc'}, {@code a list}. */
    String describe();

    /** How YAML 1.2 reads a scalar. */
    enum Type {
        TEXT,
        INTEGER,
        REAL,
        BOOL,
        NULL
    }

    /**
     * A single value.
     *
     * @param text as written, without quotes and with escapes resolved
     * @param quoted true if it stood in quotes: then its type is TEXT
     */
    record Scalar(Where.InText at, Path folder, String text, Type type, boolean quoted) implements Node {
        @Override
        public String describe() {
            return switch (type) {
                case TEXT -> "the text '" + text + "'";
                case INTEGER, REAL -> "the number " + text;
                case BOOL -> text;
                case NULL -> "nothing";
            };
        }
    }

    record Sequence(Where.InText at, Path folder, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list of " + items.size();
        }
    }

    record Mapping(Where.InText at, Path folder, List<Entry> entries) implements Node {
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
            return "a map";
        }
    }

    record Entry(Scalar key, Node value) {}
}
