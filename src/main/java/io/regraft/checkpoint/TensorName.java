package io.regraft.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path in a checkpoint: the containers, then the key; the state-dict key is kept whole.
 *
 * <p>{@code generator/am.spk_tokenizer.weight} has the container {@code generator}. In the text form a
 * slash, star, question mark, opening bracket or brace, exclamation mark and backslash that belongs to a part is written
 * with a backslash before it. A file that is one tensor has the name {@code .} (no parts), and a key that is a
 * dot alone is written {@code \.}.
 */
public record TensorName(List<String> parts) implements Comparable<TensorName> {

    private static final String ESCAPED = "/*?[{!\\";

    /** The root: a file that is one tensor, or the outermost container. */
    public static final TensorName ROOT = new TensorName(List.of());

    public TensorName {
        parts = List.copyOf(parts);
    }

    public static TensorName of(String... parts) {
        return new TensorName(List.of(parts));
    }

    /** Reads the text form; empty if a backslash stands before nothing. */
    public static Optional<TensorName> parse(String text) {
        if (text.equals(".")) {
            return Optional.of(ROOT);
        }
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                if (++i == text.length()) {
                    return Optional.empty();
                }
                part.append(text.charAt(i));
            } else if (c == '/') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return Optional.of(new TensorName(parts));
    }

    /** The last part, unescaped; empty for the root. */
    public String key() {
        return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
    }

    /** All but the last part. */
    public TensorName container() {
        return parts.isEmpty() ? this : new TensorName(parts.subList(0, parts.size() - 1));
    }

    public TensorName child(String key) {
        List<String> longer = new ArrayList<>(parts);
        longer.add(key);
        return new TensorName(longer);
    }

    /** This name as seen from {@code container}, which it is under. */
    public TensorName relativeTo(TensorName container) {
        return new TensorName(parts.subList(container.parts.size(), parts.size()));
    }

    /** {@code relative} as a name below this one. */
    public TensorName resolve(TensorName relative) {
        List<String> longer = new ArrayList<>(parts);
        longer.addAll(relative.parts);
        return new TensorName(longer);
    }

    /** True if {@code container} is this name or one of its ancestors. */
    public boolean isUnder(TensorName container) {
        return parts.size() >= container.parts.size()
                && parts.subList(0, container.parts.size()).equals(container.parts);
    }

    /** The text form. */
    public String text() {
        if (parts.isEmpty()) {
            return ".";
        }
        if (parts.size() == 1 && parts.get(0).equals(".")) {
            return "\\.";
        }
        StringBuilder out = new StringBuilder();
        for (int p = 0; p < parts.size(); p++) {
            if (p > 0) {
                out.append('/');
            }
            out.append(escape(parts.get(p)));
        }
        return out.toString();
    }

    /** One part with the characters that mean something in a selector escaped. */
    public static String escape(String part) {
        StringBuilder out = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (ESCAPED.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    @Override
    public int compareTo(TensorName other) {
        return text().compareTo(other.text());
    }

    @Override
    public String toString() {
        return text();
    }
}
