package io.regraft.migration;

import io.regraft.checkpoint.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A map pointer: value. */
record PointerMapType() implements KeyType<PointerMap> {

    private static final PlainType VALUE = new PlainType();

    @Override
    public Optional<PointerMap> parse(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping map)) {
            return wrong(node, reading, "Write {/vocab_size: 32012}.");
        }
        List<PointerMap.Pair> pairs = new ArrayList<>();
        for (Node.Entry e : map.entries()) {
            Optional<List<String>> tokens = reading.attempt(
                    () -> new Pointer(new Located<>(e.key().text(), e.key().at())).tokens());
            Optional<Plain> value = VALUE.parse(e.value(), reading);
            if (tokens.isPresent() && value.isPresent()) {
                pairs.add(
                        new PointerMap.Pair(new Located<>(tokens.get(), e.key().at()), value.get()));
            }
        }
        return Optional.of(new PointerMap(pairs));
    }

    @Override
    public String expected() {
        return "a map of JSON pointers to values";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.map("type", "object", "propertyNames", Schemas.map("pattern", "^/"));
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Mapping;
    }
}
