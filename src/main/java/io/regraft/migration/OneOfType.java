package io.regraft.migration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The first of some types whose shape a value has. */
record OneOfType<T>(List<KeyType<? extends T>> types) implements KeyType<T> {

    OneOfType {
        types = List.copyOf(types);
    }

    @Override
    public Optional<T> parse(Node node, Reading reading) {
        for (KeyType<? extends T> type : types) {
            if (type.fits(node)) {
                return type.parse(node, reading).map(v -> v);
            }
        }
        return wrong(node, reading, "Write one of them.");
    }

    @Override
    public String expected() {
        return types.stream().map(KeyType::expected).distinct().collect(Collectors.joining(", or "));
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.anyOf(types.stream().map(KeyType::schema).toList());
    }

    @Override
    public boolean fits(Node node) {
        return types.stream().anyMatch(t -> t.fits(node));
    }
}
