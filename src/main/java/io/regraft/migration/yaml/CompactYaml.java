package io.regraft.migration.yaml;

import io.regraft.migration.CoreSchema;
import io.regraft.migration.Node;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A node as YAML on one line, for manifests: <code>{file: old.txt}</code>. */
final class CompactYaml {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/+-]*");

    private CompactYaml() {}

    static String of(Node node) {
        if (node instanceof Node.Sequence list) {
            return list.items().stream().map(CompactYaml::of).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node instanceof Node.Mapping map) {
            return map.entries().stream()
                    .map(e -> of(e.key()) + ": " + of(e.value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        Node.Scalar scalar = (Node.Scalar) node;
        String text = scalar.text();
        if (scalar.type() == Node.Type.NULL) {
            return "~";
        }
        boolean plain = scalar.type() != Node.Type.TEXT
                || (CoreSchema.type(text) == Node.Type.TEXT
                        && PLAIN.matcher(text).matches());
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
