package io.regraft.migration;

import java.util.List;

/** A piece of a glob. */
sealed interface GlobItem {

    /** As written. */
    String raw();

    /** A code point that stands for itself, or {@link Glob#SLASH}. */
    record Letter(int codePoint) implements GlobItem {
        boolean isBorder() {
            return codePoint == '.' || codePoint == Glob.SLASH;
        }

        @Override
        public String raw() {
            return codePoint == Glob.SLASH ? "/" : Character.toString(codePoint);
        }
    }

    /** {@code *}: anything within a component. */
    record Star() implements GlobItem {
        @Override
        public String raw() {
            return "*";
        }
    }

    /** {@code **}: anything; as a whole component, any number of components, none too. */
    record Stars() implements GlobItem {
        @Override
        public String raw() {
            return "**";
        }
    }

    /** {@code ?}: one character of a component. */
    record One() implements GlobItem {
        @Override
        public String raw() {
            return "?";
        }
    }

    /** {@code [a-z_]} or {@code [!a-z_]}: one character; a slash never, a dot only where it is listed. */
    record OneOf(String raw, boolean negated, List<Range> ranges) implements GlobItem {
        public OneOf {
            ranges = List.copyOf(ranges);
        }

        boolean takes(int c) {
            boolean listed = ranges.stream().anyMatch(r -> c >= r.first && c <= r.last);
            return negated ? !listed && c != '.' && c != Glob.SLASH : listed;
        }
    }

    /** Code points from first to last. */
    record Range(int first, int last) {}

    /** <code>{a,b}</code>: one of the alternatives, the first that lets the rest match. */
    record Brace(String raw, List<List<GlobItem>> alternatives) implements GlobItem {
        public Brace {
            alternatives = List.copyOf(alternatives);
        }
    }
}
