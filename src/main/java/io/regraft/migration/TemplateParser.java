package io.regraft.migration;

import io.regraft.migration.CaptureTemplate.Piece;
import io.regraft.problem.RegraftException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads one right side; an object for each. */
final class TemplateParser {

    private static final int LONGEST_NUMBER = 9;

    private final Node.Scalar node;
    private final String text;
    private final Optional<List<String>> wildcards;
    private final int bound;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private final Map<String, Integer> used = new HashMap<>();
    private int next;
    private boolean path;

    /**
     * A parser of one right side.
     *
     * @param wildcards of the left side; empty if it is a regular expression
     * @param bound how many texts the left side binds
     */
    TemplateParser(Node.Scalar node, Optional<List<String>> wildcards, int bound) {
        this.node = node;
        this.text = node.text();
        this.wildcards = wildcards;
        this.bound = bound;
    }

    CaptureTemplate parse() {
        if (text.isEmpty()) {
            throw wrong("the right side is empty", "Every tensor needs a name.");
        }
        while (next < text.length()) {
            char c = text.charAt(next);
            switch (c) {
                case '\\' -> backslash();
                case '$' -> dollar();
                case '*', '?', '[', '{' -> wildcard(c);
                default -> {
                    path |= c == '/';
                    literal.append(c);
                    next++;
                }
            }
        }
        endLiteral();
        used.forEach(this::requireAll);
        return new CaptureTemplate(text, node.at(), path, pieces);
    }

    private void endLiteral() {
        if (!literal.isEmpty()) {
            pieces.add(new Piece.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private void backslash() {
        if (next + 1 == text.length()) {
            throw wrong("'" + text + "' ends with a backslash", "Take it out.");
        }
        char c = text.charAt(next + 1);
        if (isDigit(c)) {
            throw wrong("'" + text + "' refers to the left side by \\" + c, "Write $" + c + ".");
        }
        literal.append('\\').append(c);
        next += 2;
    }

    private void dollar() {
        if (node.plainDollars().contains(next)) {
            literal.append('$');
            next++;
            return;
        }
        char c = next + 1 < text.length() ? text.charAt(next + 1) : 0;
        if (isDigit(c)) {
            next++;
            int index = reference();
            endLiteral();
            pieces.add(new Piece.Bound(index, false));
        } else if (c == '(') {
            arithmetic();
        } else {
            throw wrong(
                    "'" + text + "' has a $ that begins nothing", "Write $1, $(1+1) or ${name}; $$ is a dollar sign.");
        }
    }

    /** A number that counts what is bound from 1; given from 0. */
    private int reference() {
        long number = number().longValue();
        if (number < 1 || number > bound) {
            String what = wildcards.isPresent() ? "wildcard" : "group";
            throw wrong(
                    String.format(
                            Locale.ROOT,
                            "'%s' uses $%d, and the left side has %d %s%s",
                            text,
                            number,
                            bound,
                            what,
                            bound == 1 ? "" : "s"),
                    number == 0 ? "They count from 1." : "They count from 1, in the order written.");
        }
        return (int) number - 1;
    }

    private BigInteger number() {
        int start = next;
        while (next < text.length() && isDigit(text.charAt(next))) {
            next++;
        }
        if (next == start || next - start > LONGEST_NUMBER) {
            throw wrongArithmetic();
        }
        return new BigInteger(text.substring(start, next));
    }

    private void arithmetic() {
        int start = next;
        next += 2;
        skipSpaces();
        int index = reference();
        List<Arithmetic.Term> terms = new ArrayList<>();
        boolean minus = false;
        List<BigInteger> factors = new ArrayList<>();
        skipSpaces();
        while (peek() != ')') {
            char operator = peek();
            if (operator != '*' && operator != '+' && operator != '-') {
                throw wrongArithmetic();
            }
            next++;
            skipSpaces();
            if (operator != '*') {
                terms.add(new Arithmetic.Term(minus, factors));
                minus = operator == '-';
                factors = new ArrayList<>();
            }
            factors.add(number());
            skipSpaces();
        }
        next++;
        terms.add(new Arithmetic.Term(minus, factors));
        endLiteral();
        pieces.add(new Piece.Computed(index, new Arithmetic(text.substring(start, next), terms)));
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            next++;
        }
    }

    private char peek() {
        return next < text.length() ? text.charAt(next) : 0;
    }

    private RegraftException wrongArithmetic() {
        return wrong(
                "'" + text + "' has arithmetic that can't be read at character " + (next + 1),
                "Write a number of a wildcard, then + - * and whole numbers: $(1+1), $(2-3), $(1*2+1).");
    }

    private void wildcard(char first) {
        if (wildcards.isEmpty()) {
            literal.append('\\').append(first);
            next++;
            return;
        }
        int start = next;
        next = endOfWildcard(first);
        String raw = text.substring(start, next);
        boolean component = raw.equals("**")
                && (start == 0 || isBorder(text.charAt(start - 1)))
                && (next == text.length() || isBorder(text.charAt(next)));
        endLiteral();
        pieces.add(new Piece.Bound(indexOf(raw), component));
    }

    private int endOfWildcard(char first) {
        return switch (first) {
            case '*' -> text.startsWith("**", next) ? next + 2 : next + 1;
            case '[' -> closing('[', ']');
            case '{' -> closing('{', '}');
            default -> next + 1;
        };
    }

    private int closing(char open, char close) {
        int depth = 0;
        for (int i = next; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == open) {
                depth++;
            } else if (c == close && --depth == 0) {
                return i + 1;
            }
        }
        throw wrong(
                "'" + text + "' opens '" + open + "' and never closes it",
                "Close it, or write '\\" + open + "' for the character.");
    }

    /** The place among all wildcards of the left side that this use of one stands for. */
    private int indexOf(String raw) {
        List<String> left = wildcards.orElseThrow();
        int[] places = IntStream.range(0, left.size())
                .filter(i -> left.get(i).equals(raw))
                .toArray();
        if (places.length == 0) {
            List<String> braces = left.stream().filter(w -> w.startsWith("{")).toList();
            throw wrong(
                    "'" + text + "' uses " + raw + ", which the left side does not have",
                    raw.startsWith("{") && !braces.isEmpty()
                            ? "A brace repeats its word if it is written alike: " + braces.get(0)
                                    + ". For other words write an entry each."
                            : "The right side takes wildcards of the left, in the same order, or $1, $2.");
        }
        int use = used.merge(raw, 1, Integer::sum) - 1;
        if (places.length == 1 && raw.startsWith("{")) {
            return places[0];
        }
        if (use >= places.length) {
            throw wrong(
                    "'" + text + "' uses " + raw + " more often than the left side, which has " + places.length,
                    "To use one twice, write it by number: $1, $2.");
        }
        return places[use];
    }

    private void requireAll(String raw, int uses) {
        long left = wildcards.orElseThrow().stream().filter(raw::equals).count();
        if (uses < left) {
            throw wrong(
                    String.format(Locale.ROOT, "'%s' uses %d of the %d %s of the left side", text, uses, left, raw),
                    "Which is meant? Write it by number: $1, $2.");
        }
    }

    private static boolean isBorder(char c) {
        return c == '.' || c == '/';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private RegraftException wrong(String what, String fix) {
        return Step.wrong(node.at(), what, fix);
    }
}
