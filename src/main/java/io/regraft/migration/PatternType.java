package io.regraft.migration;

import java.util.Map;
import java.util.Optional;

/**
 * A text in which backslashes and wildcards mean something.
 *
 * @param expected what it is: {@code a selector}
 */
record PatternType(String expected) implements KeyType<Node.Scalar> {

    @Override
    public Optional<Node.Scalar> parse(Node node, Reading reading) {
        if (!(node instanceof Node.Scalar scalar)) {
            boolean brace = node instanceof Node.Mapping m
                    && m.entries().stream()
                            .allMatch(e -> e.value() instanceof Node.Scalar s && s.type() == Node.Type.NULL);
            return brace
                    ? wrong(
                            node,
                            reading,
                            "YAML reads {…} without quotes as a map: put the whole text in single quotes.")
                    : wrong(node, reading, "Write it in single quotes.");
        }
        if (scalar.type() != Node.Type.TEXT) {
            return wrong(node, reading, "Write it in single quotes.");
        }
        if (scalar.style() == Node.Style.DOUBLE_QUOTED_SWALLOWED) {
            return wrong(
                    node,
                    reading,
                    "In double quotes YAML takes a backslash and what follows it for something else: use single quotes.");
        }
        return Optional.of(scalar);
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.text();
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Scalar s && s.type() == Node.Type.TEXT;
    }
}
