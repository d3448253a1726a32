package io.regraft.migration;

import io.regraft.problem.NearestName;
import io.regraft.problem.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A map of known keys.
 *
 * @param what for messages: {@code an entry of rename}
 */
record ObjectType<T>(String what, List<Key<?>> keys, Function<Values, T> maker) implements KeyType<T> {

    /** Keys that the language has and this release does not. */
    private static final Set<String> LATER = Set.of("blocks");

    ObjectType {
        keys = List.copyOf(keys);
    }

    @Override
    public Optional<T> parse(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping mapping)) {
            return wrong(node, reading, "It takes " + names(keys) + ".");
        }
        return values(mapping, mapping.at(), what, keys, reading).flatMap(v -> reading.attempt(() -> maker.apply(v)));
    }

    @Override
    public String expected() {
        return "a map";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.object(keys);
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Mapping;
    }

    static String names(List<Key<?>> keys) {
        return keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    /** The values of a map, if all keys are known, none is missing and each value is right. */
    static Optional<Values> values(
            Node.Mapping mapping, Where.InText at, String what, List<Key<?>> keys, Reading reading) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Where.InText> places = new LinkedHashMap<>();
        boolean right = true;
        for (Node.Entry entry : mapping.entries()) {
            Optional<Key<?>> key = keys.stream()
                    .filter(k -> k.name().equals(entry.key().text()))
                    .findFirst();
            if (key.isEmpty()) {
                unknown(entry.key(), what, keys, reading);
                right = false;
                continue;
            }
            Optional<?> value = key.get().type().parse(entry.value(), reading);
            right &= value.isPresent();
            value.ifPresent(v -> values.put(key.get().name(), v));
            places.put(key.get().name(), entry.value().at());
        }
        for (Key<?> key : keys) {
            if (key.required() && !places.containsKey(key.name())) {
                reading.problem(at, what + " needs the key '" + key.name() + "'", "It takes " + names(keys) + ".");
                right = false;
            }
        }
        return right ? Optional.of(new Values(at, values, places)) : Optional.empty();
    }

    private static void unknown(Node.Scalar key, String what, List<Key<?>> keys, Reading reading) {
        String name = key.text();
        String takes = "It takes " + names(keys) + ".";
        if (LATER.contains(name)) {
            reading.problem(key.at(), what + " has no key '" + name + "' in this release", takes);
            return;
        }
        Optional<String> near =
                NearestName.of(name, keys.stream().map(Key::name).toList());
        reading.problem(
                key.at(),
                what + " has no key '" + name + "'"
                        + near.map(n -> "; did you mean '" + n + "'?").orElse(""),
                takes);
    }
}
