package io.regraft.migration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Labels: an inline list, a file, or a tokenizer's tokens. */
record LabelsType() implements KeyType<Labels> {

    private static final Key<String> TOKENIZER = Key.required(
            "tokenizer", Keys.text(), "A tokenizer.json, or a folder that holds one; added tokens are labels too.");

    @Override
    public Optional<Labels> parse(Node node, Reading reading) {
        if (node instanceof Node.Sequence list) {
            String source = "the list at " + list.at().text();
            return new LabelReader(source, list.at(), reading).list(list);
        }
        if (node instanceof Node.Mapping m && m.get("tokenizer").isPresent()) {
            return tokenizer(m, reading);
        }
        if (!DataFile.isNamed(node)) {
            String name = node instanceof Node.Scalar s && s.type() == Node.Type.TEXT ? s.text() : "labels.txt";
            return wrong(node, reading, "To name a file write {file: " + name + "}.");
        }
        return DataFile.parse((Node.Mapping) node, reading)
                .flatMap(f -> reading.once(List.of("labels", f.path(), f), () -> read(f, reading)))
                .map(labels -> {
                    reading.standsFor(node, "labels " + labels.digest());
                    return labels.namedAt(node.at());
                });
    }

    private static Optional<Labels> tokenizer(Node.Mapping node, Reading reading) {
        return ObjectType.values(node, node.at(), "labels of a tokenizer", List.of(TOKENIZER), reading)
                .flatMap(v -> reading.attempt(
                        () -> TokenizerFile.path(node.get("tokenizer").orElseThrow(), v.get(TOKENIZER))))
                .flatMap(path -> reading.once(
                        List.of("tokenizer", path),
                        () -> reading.attempt(() -> TokenizerFile.read(path, node.at(), reading))
                                .flatMap(l -> l)))
                .map(labels -> {
                    reading.standsFor(node, "labels " + labels.digest());
                    return labels.namedAt(node.at());
                });
    }

    private static Optional<Labels> read(DataFile file, Reading reading) {
        LabelReader reader = new LabelReader(file.path().toString(), file.at(), reading);
        return reading.attempt(() -> file.format() == DataFile.Format.TEXT
                        ? reader.lines(file.text(), file.trim(), file.blank())
                        : file.value(reading).flatMap(reader::value))
                .flatMap(l -> l);
    }

    @Override
    public String expected() {
        return "labels: a list, {file: F} or {tokenizer: F}";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.anyOf(List.of(
                Schemas.map("type", "array", "items", Keys.label().schema()),
                DataFile.schema(),
                Schemas.object(List.of(TOKENIZER))));
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Sequence
                || DataFile.isNamed(node)
                || (node instanceof Node.Mapping m && m.get("tokenizer").isPresent());
    }
}
