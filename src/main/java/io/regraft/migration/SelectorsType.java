package io.regraft.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One selector or a list of them, with {@code !pattern} and {@code {match: S, optional: true}} in the list. */
record SelectorsType() implements KeyType<Selectors> {

    private static final Key<Node.Scalar> MATCH = Key.required("match", Keys.pattern("a selector"), "The selector.");
    private static final Key<Boolean> OPTIONAL = Key.<Boolean>optional(
                    "optional", Keys.bool(), "True if it needs to match nothing.")
            .orElse(false);
    private static final KeyType<Selectors.Entry> LONG_FORM = new ObjectType<>(
            "an entry of a selector list", List.of(MATCH, OPTIONAL), v -> entry(v.get(MATCH), v.get(OPTIONAL)));

    @Override
    public Optional<Selectors> parse(Node node, Reading reading) {
        List<Node> nodes = node instanceof Node.Sequence s ? s.items() : List.of(node);
        List<Selectors.Entry> entries = new ArrayList<>();
        for (Node n : nodes) {
            item(n, reading).ifPresent(entries::add);
        }
        if (entries.size() != nodes.size()) {
            return Optional.empty();
        }
        if (entries.isEmpty() || entries.get(0).excludes()) {
            reading.problem(
                    node.at(),
                    entries.isEmpty()
                            ? "expected " + expected() + ", found an empty list"
                            : "'!" + entries.get(0).selector().text() + "' has nothing before it to take from",
                    "Begin with what it takes from: ['**', '!optimizer/**'].");
            return Optional.empty();
        }
        return Optional.of(new Selectors(entries, node.at()));
    }

    private static Optional<Selectors.Entry> item(Node node, Reading reading) {
        if (node instanceof Node.Mapping m && m.get("match").isPresent()) {
            return LONG_FORM.parse(node, reading);
        }
        return Keys.pattern("a selector").parse(node, reading).flatMap(s -> reading.attempt(() -> entry(s, false)));
    }

    private static Selectors.Entry entry(Node.Scalar scalar, boolean optional) {
        boolean excludes = scalar.text().startsWith("!");
        String text = excludes ? scalar.text().substring(1) : scalar.text();
        return new Selectors.Entry(Selector.of(text, scalar.at()), excludes, optional);
    }

    @Override
    public String expected() {
        return "a selector, or a list of them";
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> item = Schemas.anyOf(List.of(Schemas.text(), LONG_FORM.schema()));
        return Schemas.anyOf(List.of(
                Schemas.text(), LONG_FORM.schema(), Schemas.map("type", "array", "minItems", 1, "items", item)));
    }

    @Override
    public boolean fits(Node node) {
        return !(node instanceof Node.Mapping m) || m.get("match").isPresent();
    }
}
