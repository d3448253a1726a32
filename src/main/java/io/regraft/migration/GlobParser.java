package io.regraft.migration;

import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads one glob; an object for each. */
final class GlobParser {

    private static final int LONGEST = 2_000;
    private static final int DEEPEST = 8;

    private final String text;
    private final Where.InText at;
    private final List<String> wildcards = new ArrayList<>();
    private int next;
    private boolean path;

    GlobParser(String text, Where.InText at) {
        this.text = text;
        this.at = at;
    }

    /** The items, without a leading slash. */
    List<GlobItem> parse() {
        if (text.isEmpty()) {
            throw wrong("the selector is empty", "For all tensors write '**'.");
        }
        if (text.length() > LONGEST) {
            throw wrong(
                    String.format(
                            Locale.ROOT, "the selector has %,d characters, more than %,d", text.length(), LONGEST),
                    "Split it into a list.");
        }
        if (text.charAt(0) == '/') {
            path = true;
            next = 1;
        }
        List<GlobItem> items = sequence(0);
        if (next < text.length()) {
            throw new IllegalStateException("stopped at " + next + " of " + text);
        }
        if (items.isEmpty() || isSlash(items.get(items.size() - 1))) {
            String stem = text.replaceAll("/+$", "");
            throw wrong(
                    "the selector '" + text + "' ends with a slash, and no tensor's name does",
                    "For all tensors under it write '" + stem + "/**'.");
        }
        return items;
    }

    /** True if an unescaped slash was read. */
    boolean isPath() {
        return path;
    }

    List<String> wildcards() {
        return List.copyOf(wildcards);
    }

    private static boolean isSlash(GlobItem item) {
        return item instanceof GlobItem.Letter c && c.codePoint() == Glob.SLASH;
    }

    /** Items up to the end of the text or, in a brace, up to a comma or the closing brace. */
    private List<GlobItem> sequence(int depth) {
        List<GlobItem> items = new ArrayList<>();
        while (next < text.length()) {
            char c = text.charAt(next);
            if (depth > 0 && (c == ',' || c == '}')) {
                return items;
            }
            GlobItem item = item(depth);
            if (depth == 0 && !(item instanceof GlobItem.Letter)) {
                wildcards.add(item.raw());
            }
            items.add(item);
        }
        return items;
    }

    private GlobItem item(int depth) {
        char c = text.charAt(next);
        return switch (c) {
            case '*' -> stars();
            case '?' -> {
                next++;
                yield new GlobItem.One();
            }
            case '[' -> oneOf();
            case '{' -> brace(depth);
            case '/' -> {
                next++;
                path = true;
                yield new GlobItem.Letter(Glob.SLASH);
            }
            case '\\' -> new GlobItem.Letter(escaped());
            default -> new GlobItem.Letter(codePoint());
        };
    }

    private GlobItem stars() {
        int start = next;
        while (next < text.length() && text.charAt(next) == '*') {
            next++;
        }
        return switch (next - start) {
            case 1 -> new GlobItem.Star();
            case 2 -> new GlobItem.Stars();
            default ->
                throw wrong(
                        "the selector '" + text + "' has " + (next - start) + " stars in a row",
                        "'*' stops at a dot, '**' does not.");
        };
    }

    private GlobItem brace(int depth) {
        int start = next++;
        if (depth == DEEPEST) {
            throw wrong("the selector '" + text + "' nests more than " + DEEPEST + " braces", "Write it as a list.");
        }
        List<List<GlobItem>> alternatives = new ArrayList<>();
        do {
            int from = next;
            alternatives.add(sequence(depth + 1));
            if (next == text.length()) {
                throw wrong(
                        "the selector '" + text + "' opens '{' at character " + (start + 1) + " and never closes it",
                        "Close it, or write '\\{' for the character.");
            }
            requireNoSpace(text.substring(from, next));
        } while (text.charAt(next++) == ',');
        String raw = text.substring(start, next);
        if (alternatives.size() < 2) {
            throw wrong(
                    "the selector '" + text + "' has one alternative in " + raw,
                    raw.contains("..")
                            ? "A brace is no range: write [0-9], or the words with commas."
                            : "Write two or more with commas, or '\\{' for the character.");
        }
        return new GlobItem.Brace(raw, alternatives);
    }

    private void requireNoSpace(String alternative) {
        if (!alternative.isEmpty() && !alternative.strip().equals(alternative)) {
            throw wrong(
                    "the selector '" + text + "' has a space beside a comma or brace, in '" + alternative + "'",
                    "Take it out; if a name has one there, write it as [ ].");
        }
    }

    private GlobItem oneOf() {
        int start = next++;
        boolean negated = next < text.length() && text.charAt(next) == '!';
        if (negated) {
            next++;
        } else if (next < text.length() && text.charAt(next) == '^') {
            throw wrong(
                    "the selector '" + text + "' has [^…]",
                    "For all characters but some write [!…]; for the character itself '\\^'.");
        }
        List<GlobItem.Range> ranges = new ArrayList<>();
        while (ranges.isEmpty() || peek() != ']') {
            int first = member(start);
            int last = first;
            if (peek() == '-' && next + 1 < text.length() && text.charAt(next + 1) != ']') {
                next++;
                last = member(start);
            }
            if (last < first) {
                throw wrong(
                        "the selector '" + text + "' has a range from '" + Character.toString(first) + "' down to '"
                                + Character.toString(last) + "'",
                        "Write the lower end first.");
            }
            ranges.add(new GlobItem.Range(first, last));
        }
        next++;
        return new GlobItem.OneOf(text.substring(start, next), negated, ranges);
    }

    private int member(int start) {
        if (next >= text.length()) {
            throw wrong(
                    "the selector '" + text + "' opens '[' at character " + (start + 1) + " and never closes it",
                    "Close it, or write '\\[' for the character.");
        }
        return peek() == '\\' ? escaped() : codePoint();
    }

    private int peek() {
        return next < text.length() ? text.charAt(next) : 0;
    }

    private int escaped() {
        next++;
        if (next == text.length()) {
            throw wrong(
                    "the selector '" + text + "' ends with a backslash",
                    "A backslash stands before the character that it takes the meaning from.");
        }
        return codePoint();
    }

    private int codePoint() {
        int c = text.codePointAt(next);
        next += Character.charCount(c);
        return c;
    }

    private RegraftException wrong(String what, String fix) {
        return Step.wrong(at, what, fix);
    }
}
