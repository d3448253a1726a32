package io.regraft.migration;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Another value made of what a type reads. */
record MappedType<T, R>(KeyType<T> type, Function<Located<T>, R> f) implements KeyType<R> {

    @Override
    public Optional<R> parse(Node node, Reading reading) {
        return type.parse(node, reading).flatMap(v -> reading.attempt(() -> f.apply(new Located<>(v, node.at()))));
    }

    @Override
    public String expected() {
        return type.expected();
    }

    @Override
    public Map<String, Object> schema() {
        return type.schema();
    }

    @Override
    public boolean fits(Node node) {
        return type.fits(node);
    }
}
