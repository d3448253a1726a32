package io.regraft.migration;

import io.regraft.checkpoint.Plain;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any value of YAML: a number, a text, true or false, null, a list or a map. */
record PlainType() implements KeyType<Plain> {

    @Override
    public Optional<Plain> parse(Node node, Reading reading) {
        if (node instanceof Node.Sequence list) {
            List<Plain> items = new ArrayList<>();
            list.items().forEach(i -> parse(i, reading).ifPresent(items::add));
            return Optional.of(new Plain.Items(items));
        }
        if (node instanceof Node.Mapping map) {
            Map<String, Plain> fields = new LinkedHashMap<>();
            map.entries()
                    .forEach(e -> parse(e.value(), reading)
                            .ifPresent(v -> fields.put(e.key().text(), v)));
            return Optional.of(new Plain.Fields(fields));
        }
        return scalar((Node.Scalar) node, reading);
    }

    private Optional<Plain> scalar(Node.Scalar s, Reading reading) {
        return switch (s.type()) {
            case NULL -> Optional.of(new Plain.None());
            case BOOL -> Optional.of(new Plain.Bool(s.text().equalsIgnoreCase("true")));
            case TEXT -> Optional.of(new Plain.Text(s.text()));
            case INTEGER -> s.wholeNumber().<Plain>map(Plain.Int::new).or(() -> wrong(s, reading, "Quote a text."));
            case REAL ->
                s.number()
                        .<Plain>map(PlainType::number)
                        .or(() -> wrong(s, reading, "Write a number that a double can hold; infinity is .inf."));
        };
    }

    private static Plain number(Number n) {
        return n instanceof Double d ? new Plain.Real(d) : new Plain.Int(new BigInteger(n.toString()));
    }

    @Override
    public String expected() {
        return "a value";
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of();
    }
}
