package io.regraft.migration;

import java.util.List;
import java.util.Optional;

/** A map from texts to texts, inline or from a file: aliases, a table of names. No left side twice. */
public record TextMap(List<Pair> pairs) {

    public TextMap {
        pairs = List.copyOf(pairs);
    }

    /** {@code from: to}, each with its place. */
    public record Pair(Located<String> from, Located<String> to) {}

    public Optional<Pair> get(String from) {
        return pairs.stream().filter(p -> p.from().value().equals(from)).findFirst();
    }
}
