package io.regraft.migration.rule;

import io.regraft.kernel.Init;
import io.regraft.migration.Key;
import io.regraft.migration.KeyType;
import io.regraft.migration.Keys;
import io.regraft.migration.Node;
import io.regraft.migration.Reading;
import io.regraft.migration.RowRef;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import io.regraft.problem.NearestName;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The type of {@code init}: a word, or a word with its options: {@code mean}, {@code {constant: 0.5}}. */
final class InitType implements KeyType<InitSpec> {

    private static final InitType INSTANCE = new InitType();

    /** For rules that always make rows. */
    static final Key<InitSpec> REQUIRED = Key.required("init", INSTANCE, "What new rows hold.");

    /** For rules that may make rows. */
    static final Key<InitSpec> OPTIONAL = Key.optional("init", INSTANCE, "What new rows hold.");

    private static final Set<String> LATER = Set.of("xavier_uniform", "kaiming_uniform", "rows_from");

    /**
     * One initialiser.
     *
     * @param bare what the word alone means, given its place; empty if it needs options
     * @param options the type of what stands behind the colon; empty if it takes none
     */
    private record Form(Optional<Function<Where.InText, InitSpec>> bare, Optional<KeyType<InitSpec>> options) {
        static Form word(Function<Where.InText, InitSpec> bare) {
            return new Form(Optional.of(bare), Optional.empty());
        }

        static Form with(KeyType<InitSpec> options) {
            return new Form(Optional.empty(), Optional.of(options));
        }

        /** Options of which each may be left out, and all together. */
        static Form object(String name, List<Key<?>> keys, Function<Values, InitSpec> maker) {
            return new Form(
                    Optional.of(at -> maker.apply(new Values(at, Map.of(), Map.of()))),
                    Optional.of(Keys.object("'" + name + "'", keys, maker)));
        }
    }

    private final Map<String, Form> forms = forms();

    private InitType() {}

    private static Map<String, Form> forms() {
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put("zeros", Form.word(at -> new InitSpec.Constant("zeros", 0L, at)));
        forms.put("ones", Form.word(at -> new InitSpec.Constant("ones", 1L, at)));
        forms.put(
                "constant",
                Form.with(Keys.map(Keys.number(), n -> new InitSpec.Constant("constant", n.value(), n.at()))));
        forms.put("values", Form.with(Keys.map(Keys.list(Keys.number()), n -> new InitSpec.Values(n.value(), n.at()))));
        forms.put("arange", arange());
        forms.put("mean", mean());
        forms.put(
                "mean_of",
                Form.with(Keys.map(
                        Keys.oneOrList(Keys.rowRef()),
                        r -> new InitSpec.Mean("mean_of", Optional.of(r.value()), r.at()))));
        forms.put("copy_row", Form.with(Keys.map(Keys.rowRef(), r -> new InitSpec.CopyRow(r.value(), r.at()))));
        forms.put("normal", normal());
        forms.put("uniform", uniform());
        forms.put("like_rows", likeRows());
        return forms;
    }

    private static Form arange() {
        Key<Number> start =
                Key.optional("start", Keys.number(), "What row 0 holds.").orElse(0L);
        Key<Number> step =
                Key.optional("step", Keys.number(), "From a row to the next.").orElse(1L);
        return Form.object("arange", List.of(start, step), v -> {
            requireFinite(v, start);
            requireFinite(v, step);
            return new InitSpec.Arange(v.get(start), v.get(step), v.at());
        });
    }

    private static Key<List<RowRef>> rows() {
        return Key.optional("rows", Keys.oneOrList(Keys.rowRef()), "The rows that count; those kept unless given.");
    }

    private static Form mean() {
        Key<List<RowRef>> rows = rows();
        return Form.object("mean", List.of(rows), v -> new InitSpec.Mean("mean", v.find(rows), v.at()));
    }

    private static Form normal() {
        Key<Number> mean = Key.optional("mean", Keys.number(), "The mean.").orElse(0L);
        Key<Number> std =
                Key.optional("std", Keys.number(), "The standard deviation.").orElse(1L);
        return drawing("normal", Init.Distribution.NORMAL, mean, std);
    }

    private static Form uniform() {
        Key<Number> low =
                Key.optional("low", Keys.number(), "The lower bound, included.").orElse(0L);
        Key<Number> high = Key.optional("high", Keys.number(), "The upper bound, not reached.")
                .orElse(1L);
        return drawing("uniform", Init.Distribution.UNIFORM, low, high);
    }

    private static Form drawing(String name, Init.Distribution distribution, Key<Number> first, Key<Number> second) {
        Seeding seeding = new Seeding();
        return Form.object(name, List.of(first, second, seeding.seed, seeding.same), v -> {
            double a = requireFinite(v, first);
            double b = requireFinite(v, second);
            switch (distribution) {
                case NORMAL -> Step.require(b >= 0, v.at(second), "Give a spread.", "expected at least 0, found %s", b);
                case UNIFORM ->
                    Step.require(a < b, v.at(second), "Give low, then high.", "expected more than %s, found %s", a, b);
            }
            return new InitSpec.Draws(distribution, a, b, seeding.of(v), v.at());
        });
    }

    private static Form likeRows() {
        Key<List<RowRef>> rows = rows();
        Key<Number> scale = Key.optional("scale", Keys.number(), "Factor of the covariance.")
                .orElse(1L);
        Seeding seeding = new Seeding();
        return Form.object("like_rows", List.of(rows, scale, seeding.seed, seeding.same), v -> {
            double factor = requireFinite(v, scale);
            Step.require(factor >= 0, v.at(scale), "Give a factor.", "expected at least 0, found %s", factor);
            return new InitSpec.LikeRows(v.find(rows), factor, seeding.of(v), v.at());
        });
    }

    private static double requireFinite(Values v, Key<Number> key) {
        Number n = v.get(key);
        Step.require(Double.isFinite(n.doubleValue()), v.at(key), "Give one.", "expected a finite number, found %s", n);
        return n.doubleValue();
    }

    /** The keys of random initialisers. */
    private static final class Seeding {
        private final Key<String> seed = Key.optional(
                "seed",
                Keys.map(Keys.label(), l -> l.value().value()),
                "What the draws depend on; the migration's id.");
        private final Key<Boolean> same = Key.optional(
                        "same", Keys.bool(), "true: every tensor gets the same draws, a model and its EMA copy.")
                .orElse(false);

        InitSpec.Seed of(Values v) {
            return new InitSpec.Seed(v.find(seed), v.get(same));
        }
    }

    @Override
    public Optional<InitSpec> parse(Node node, Reading reading) {
        if (node instanceof Node.Scalar word) {
            return form(word, reading).flatMap(form -> {
                if (form.bare().isEmpty()) {
                    reading.problem(
                            node.at(), "'" + word.text() + "' needs a value", "Write {" + word.text() + ": …}.");
                }
                return form.bare().map(b -> b.apply(node.at()));
            });
        }
        if (node instanceof Node.Mapping map && map.entries().size() == 1) {
            Node.Entry entry = map.entries().get(0);
            return form(entry.key(), reading).flatMap(form -> options(form, entry, reading));
        }
        return wrong(node, reading, "It is one of " + String.join(", ", forms.keySet()) + ".");
    }

    private Optional<InitSpec> options(Form form, Node.Entry entry, Reading reading) {
        if (form.options().isEmpty()) {
            reading.problem(entry.key().at(), "'" + entry.key().text() + "' takes no options", "Write the word alone.");
            return Optional.empty();
        }
        return form.options().get().parse(entry.value(), reading);
    }

    private Optional<Form> form(Node.Scalar word, Reading reading) {
        Optional<Form> form = Optional.ofNullable(forms.get(word.text()));
        if (form.isEmpty()) {
            String nearest = NearestName.of(word.text(), forms.keySet())
                    .map(n -> "; did you mean '" + n + "'?")
                    .orElse("");
            String what = LATER.contains(word.text())
                    ? "the initialiser '" + word.text() + "' is not in this release"
                    : "there is no initialiser '" + word.text() + "'" + nearest;
            reading.problem(word.at(), what, "It is one of " + String.join(", ", forms.keySet()) + ".");
        }
        return form;
    }

    @Override
    public String expected() {
        return "an initialiser, such as mean or {constant: 0.5}";
    }

    @Override
    public Map<String, Object> schema() {
        List<Object> any = new ArrayList<>();
        any.add(Map.of(
                "enum",
                forms.entrySet().stream()
                        .filter(f -> f.getValue().bare().isPresent())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toList())));
        forms.forEach((name, form) -> form.options().ifPresent(o -> {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("type", "object");
            object.put("properties", Map.of(name, o.schema()));
            object.put("required", List.of(name));
            object.put("additionalProperties", false);
            any.add(object);
        }));
        return Map.of("anyOf", any);
    }
}
