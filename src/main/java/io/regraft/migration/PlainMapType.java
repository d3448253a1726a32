package io.regraft.migration;

import io.regraft.checkpoint.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A map from texts to any values, each key with its place. */
record PlainMapType(String keys) implements KeyType<List<Located<Map.Entry<String, Plain>>>> {

    @Override
    public Optional<List<Located<Map.Entry<String, Plain>>>> parse(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping map) || map.entries().isEmpty()) {
            return wrong(node, reading, "Write {'/vocab_size': 32012}, or a line each.");
        }
        List<Located<Map.Entry<String, Plain>>> all = new ArrayList<>();
        for (Node.Entry e : map.entries()) {
            new PlainType()
                    .parse(e.value(), reading)
                    .ifPresent(v -> all.add(
                            new Located<>(Map.entry(e.key().text(), v), e.key().at())));
        }
        return all.size() == map.entries().size() ? Optional.of(all) : Optional.empty();
    }

    @Override
    public String expected() {
        return "a map from " + keys + " to any value";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.map("type", "object", "minProperties", 1);
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Mapping;
    }
}
