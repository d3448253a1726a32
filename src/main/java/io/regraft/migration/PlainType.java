package io.regraft.migration;

import io.regraft.checkpoint.Plain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any value of YAML: what stands in quotes is a text, all else is as YAML 1.2 reads it. */
record PlainType() implements KeyType<Plain> {

    @Override
    public Optional<Plain> parse(Node node, Reading reading) {
        if (node instanceof Node.Sequence list) {
            List<Plain> items = new ArrayList<>();
            list.items().forEach(n -> parse(n, reading).ifPresent(items::add));
            return items.size() == list.items().size() ? Optional.of(new Plain.Items(items)) : Optional.empty();
        }
        if (node instanceof Node.Mapping map) {
            return fields(map, reading);
        }
        Node.Scalar s = (Node.Scalar) node;
        return switch (s.type()) {
            case NULL -> Optional.of(new Plain.None());
            case BOOL -> Optional.of(new Plain.Bool(s.text().equalsIgnoreCase("true")));
            case TEXT -> Optional.of(new Plain.Text(s.text()));
            case INTEGER -> number(s, reading, s.wholeNumber().map(Plain.Int::new));
            case REAL -> number(s, reading, s.number().map(n -> new Plain.Real(n.doubleValue())));
        };
    }

    private static Optional<Plain> number(Node.Scalar s, Reading reading, Optional<? extends Plain> value) {
        if (value.isEmpty()) {
            reading.problem(
                    s.at(),
                    "expected a number of up to 400 digits that a double can hold, found " + s.describe(),
                    "Infinity is .inf; in quotes it is a text.");
        }
        return value.map(v -> v);
    }

    private Optional<Plain> fields(Node.Mapping map, Reading reading) {
        Map<String, Plain> fields = new LinkedHashMap<>();
        for (Node.Entry e : map.entries()) {
            if (e.key().type() == Node.Type.TEXT) {
                parse(e.value(), reading).ifPresent(v -> fields.put(e.key().text(), v));
            } else {
                reading.problem(
                        e.key().at(),
                        "expected a text as a key, found " + e.key().describe(),
                        "Quote it: '" + e.key().text() + "'.");
            }
        }
        return fields.size() == map.entries().size() ? Optional.of(new Plain.Fields(fields)) : Optional.empty();
    }

    @Override
    public String expected() {
        return "any value";
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of();
    }
}
