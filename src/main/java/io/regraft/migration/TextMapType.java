package io.regraft.migration;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Texts to texts, inline or in a JSON or YAML file. */
record TextMapType() implements KeyType<TextMap> {

    @Override
    public Optional<TextMap> parse(Node node, Reading reading) {
        if (!DataFile.isNamed(node)
                || ((Node.Mapping) node)
                        .get("file")
                        .filter(Node.Scalar.class::isInstance)
                        .isEmpty()) {
            return pairs(node, reading);
        }
        return DataFile.parse((Node.Mapping) node, reading)
                .flatMap(f -> reading.once(List.of("pairs", f.path(), f), () -> read(f, reading)))
                .map(pairs -> {
                    reading.standsFor(node, "pairs " + digest(pairs));
                    return pairs;
                });
    }

    private Optional<TextMap> read(DataFile file, Reading reading) {
        if (file.format() == DataFile.Format.TEXT) {
            reading.problem(
                    file.at(),
                    "expected a JSON or YAML file with a map, found " + file.path(),
                    "If it is one say format: json or format: yaml.");
            return Optional.empty();
        }
        return reading.attempt(() -> file.value(reading)).flatMap(n -> n).flatMap(n -> pairs(n, reading));
    }

    private Optional<TextMap> pairs(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping map)) {
            return wrong(node, reading, "Write {new: old, …}, or {file: names.json}.");
        }
        List<TextMap.Pair> pairs = new ArrayList<>();
        for (Node.Entry entry : map.entries()) {
            if (entry.value() instanceof Node.Scalar value && !(value.text().isEmpty() && !value.quoted())) {
                pairs.add(new TextMap.Pair(
                        new Located<>(entry.key().text(), entry.key().at()), new Located<>(value.text(), value.at())));
            } else {
                reading.problem(
                        entry.value().at(),
                        "expected a single value for '" + entry.key().text() + "', found "
                                + entry.value().describe(),
                        "The map is text: text.");
            }
        }
        return pairs.size() == map.entries().size() ? Optional.of(new TextMap(pairs)) : Optional.empty();
    }

    private static String digest(TextMap map) {
        MessageDigest sha = Sha256.start();
        map.pairs().stream()
                .sorted(java.util.Comparator.comparing(p -> p.from().value()))
                .forEach(p -> {
                    Sha256.text(sha, p.from().value());
                    Sha256.text(sha, p.to().value());
                });
        return Sha256.hex(sha);
    }

    @Override
    public String expected() {
        return "a map, or {file: F}";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.anyOf(List.of(
                DataFile.schema(),
                Schemas.map(
                        "type", "object", "additionalProperties", Keys.label().schema())));
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Mapping;
    }
}
