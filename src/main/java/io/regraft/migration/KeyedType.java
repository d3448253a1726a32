package io.regraft.migration;

import io.regraft.problem.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A map with exactly one of some keys, which says what kind of value it is.
 *
 * @param what for messages: {@code an initialiser}
 */
record KeyedType<T>(String what, List<Key<? extends T>> kinds) implements KeyType<T> {

    KeyedType {
        kinds = List.copyOf(kinds);
    }

    @Override
    public Optional<T> parse(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
            return wrong(node, reading, "It takes one of " + names() + ".");
        }
        Node.Entry entry = mapping.entries().get(0);
        Optional<Key<? extends T>> kind =
                kinds.stream().filter(k -> k.name().equals(entry.key().text())).findFirst();
        if (kind.isEmpty()) {
            String near = NearestName.of(
                            entry.key().text(), kinds.stream().map(Key::name).toList())
                    .map(n -> "; did you mean '" + n + "'?")
                    .orElse("");
            reading.problem(
                    entry.key().at(),
                    "'" + entry.key().text() + "' is not " + what + near,
                    "It takes one of " + names() + ".");
            return Optional.empty();
        }
        return kind.get().type().parse(entry.value(), reading).map(v -> v);
    }

    private String names() {
        return kinds.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    @Override
    public String expected() {
        return what + ": a map with one key";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.anyOf(kinds.stream()
                .map(k -> Schemas.map(
                        "type",
                        "object",
                        "properties",
                        Schemas.map(k.name(), Schemas.described(k)),
                        "required",
                        List.of(k.name()),
                        "additionalProperties",
                        false))
                .toList());
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Mapping;
    }
}
