package io.regraft.diagnose;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes YAML as a person would: short values in one line, texts in single quotes where they need them. */
final class YamlText {

    private static final int WIDTH = 100;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final Path folder;
    private final StringBuilder out = new StringBuilder();

    /**
     * An empty text.
     *
     * @param folder that the relative paths in it count from
     */
    YamlText(Path folder) {
        this.folder = folder;
    }

    void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(text).append('\n');
    }

    void comment(int indent, String text) {
        int room = WIDTH - indent - 2;
        StringBuilder rest = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (rest.length() + word.length() + 1 > room && rest.length() > 0) {
                line(indent, "# " + rest);
                rest.setLength(0);
            }
            rest.append(rest.length() == 0 ? "" : " ").append(word);
        }
        line(indent, "# " + rest);
    }

    /** A key with its value in one line, however long. */
    void oneLine(int indent, String key, Object value) {
        line(indent, key + ": " + flow(value));
    }

    /** A key with its value, in one line where it fits, else below. */
    void entry(int indent, String key, Object value) {
        String flow = key + ": " + flow(value);
        if (indent + flow.length() <= WIDTH || !(value instanceof Map<?, ?> || value instanceof List<?>)) {
            line(indent, flow);
        } else {
            block(indent, key, value);
        }
    }

    /** A key with its value below it. */
    void block(int indent, String key, Object value) {
        line(indent, key + ":");
        below(indent + 2, value);
    }

    /** An item of a list. */
    void item(int indent, Object value) {
        boolean oneKey = value instanceof Map<?, ?> m && m.size() == 1;
        String flow = oneKey ? single((Map<?, ?>) value) : flow(value);
        if (indent + 2 + flow.length() <= WIDTH || !(value instanceof Map<?, ?> || value instanceof List<?>)) {
            line(indent, "- " + flow);
            return;
        }
        int start = out.length();
        below(indent + 2, value);
        out.setCharAt(start + indent, '-');
    }

    private String single(Map<?, ?> map) {
        Map.Entry<?, ?> only = map.entrySet().iterator().next();
        return only.getKey() + ": " + flow(only.getValue());
    }

    private void below(int indent, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> entry(indent, k.toString(), v));
        } else if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            numbers(indent, list);
        } else if (value instanceof List<?> list) {
            list.forEach(v -> item(indent, v));
        } else {
            line(indent, flow(value));
        }
    }

    /** A long list of numbers, as many a line as fit. */
    private void numbers(int indent, List<?> list) {
        StringBuilder row = new StringBuilder("[");
        for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
            String next = i.next() + (i.hasNext() ? ", " : "]");
            if (indent + row.length() + next.length() > WIDTH) {
                line(indent, row.toString().stripTrailing());
                row.setLength(0);
            }
            row.append(next);
        }
        line(indent, row.toString());
    }

    private String flow(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> e.getKey() + ": " + flow(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Variable variable) {
            return "'" + variable + "'";
        }
        if (value instanceof Path path) {
            return text(relative(path).toString());
        }
        return value instanceof String text ? text(text) : String.valueOf(value);
    }

    /** The same file from this text's folder; what was given as an absolute path stays one. */
    private Path relative(Path path) {
        if (path.isAbsolute()) {
            return path;
        }
        try {
            Path whole = path.toAbsolutePath().normalize();
            Path from = folder.toAbsolutePath().toRealPath();
            Path to = whole.getParent() == null
                    ? whole
                    : whole.getParent().toRealPath().resolve(whole.getFileName());
            return from.relativize(to);
        } catch (IOException | IllegalArgumentException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static String text(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        String escaped = text.replace("$", "$$");
        if (escaped.chars().anyMatch(c -> c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029)) {
            return "\""
                    + escaped.chars()
                            .mapToObj(c -> c < 0x20 || c >= 0x7F || c == '"' || c == '\\'
                                    ? String.format(Locale.ROOT, "\\u%04x", c)
                                    : String.valueOf((char) c))
                            .collect(Collectors.joining())
                    + "\"";
        }
        return "'" + escaped.replace("'", "''") + "'";
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
