package io.regraft.migration;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What a guard demands, and why: the map of its keys. */
record DemandType() implements KeyType<DemandType.Demand> {

    /** A condition and what to say when it fails. */
    record Demand(Condition condition, Optional<String> because) {}

    /** The name of the schema, which refers to itself. */
    static final String DEFINITION = "guard";

    private static final Key<Selector> TENSOR = Key.optional("tensor", plainName(), "A tensor's name.");
    private static final Key<Selectors> TENSORS = Key.optional("tensors", Keys.selectors(), "Which tensors.");
    private static final Key<TensorName> VALUE =
            Key.optional("value", Keys.tensorName(), "The path of a value that is no tensor.");
    private static final Key<List<OptionalLong>> SHAPE = Key.optional(
            "shape",
            Keys.list(Keys.oneOf(List.of(
                    Keys.word("*", OptionalLong.empty()), Keys.map(Keys.extent(), n -> OptionalLong.of(n.value()))))),
            "Its shape; \"*\" is any extent.");
    private static final Key<DType> DTYPE = Key.optional("dtype", Keys.dtype(), "Its dtype.");
    private static final Key<Boolean> ABSENT = Key.optional("absent", isTrue(), "That there is none.");
    private static final Key<Boolean> FINITE =
            Key.optional("finite", isTrue(), "That no NaN and no infinity is in it.");
    private static final Key<Node.Scalar> EQUALS =
            Key.optional("equals", anyScalar(), "A tensor of the same dtype, shape and bytes; or what the value is.");
    private static final Key<Double> WITHIN =
            Key.optional("within", tolerance(), "How much elements or values may differ by, beside equals.");
    private static final Key<Long> COUNT = Key.optional("count", Keys.extent(), "How many tensors match.");
    private static final Key<Condition> NOT = Key.optional("not", nested(), "A guard that must not hold.");
    private static final Key<List<Condition>> ANY =
            Key.optional("any", Keys.list(nested()), "Guards of which at least one must hold.");
    private static final Key<String> BECAUSE = Key.optional("because", Keys.text(), "Shown when it fails.");

    private static final List<Key<?>> KEYS =
            List.of(TENSOR, TENSORS, VALUE, SHAPE, DTYPE, ABSENT, EQUALS, WITHIN, COUNT, FINITE, NOT, ANY, BECAUSE);

    /** What may stand beside each of the keys of which a guard has one. */
    private static final Map<Key<?>, List<Key<?>>> BESIDE = beside();

    private static Map<Key<?>, List<Key<?>>> beside() {
        Map<Key<?>, List<Key<?>>> beside = new LinkedHashMap<>();
        beside.put(TENSOR, List.of(SHAPE, DTYPE, ABSENT, EQUALS, WITHIN, FINITE, BECAUSE));
        beside.put(TENSORS, List.of(SHAPE, DTYPE, ABSENT, EQUALS, WITHIN, COUNT, FINITE, BECAUSE));
        beside.put(VALUE, List.of(ABSENT, EQUALS, WITHIN, BECAUSE));
        beside.put(NOT, List.of(BECAUSE));
        beside.put(ANY, List.of(BECAUSE));
        return beside;
    }

    @Override
    public Optional<Demand> parse(Node node, Reading reading) {
        return new ObjectType<>("a guard", KEYS, DemandType::demand).parse(node, reading);
    }

    private static Demand demand(Values v) {
        List<Key<?>> subjects = BESIDE.keySet().stream().filter(v::has).toList();
        Step.require(
                subjects.size() == 1,
                v.at(),
                "Write one guard for each.",
                "a guard has one of %s, found %s",
                ObjectType.names(List.copyOf(BESIDE.keySet())),
                subjects.isEmpty() ? "none" : ObjectType.names(subjects));
        Key<?> subject = subjects.get(0);
        for (Key<?> key : KEYS) {
            Step.require(
                    !v.has(key) || key.equals(subject) || BESIDE.get(subject).contains(key),
                    v.at(key),
                    "Beside '" + subject.name() + "' it takes " + ObjectType.names(BESIDE.get(subject)) + ".",
                    "'%s' does not go with '%s'",
                    key.name(),
                    subject.name());
        }
        requireSense(v);
        return new Demand(condition(v), v.find(BECAUSE));
    }

    private static void requireSense(Values v) {
        String others = KEYS.stream()
                .filter(k ->
                        v.has(k) && List.of(SHAPE, DTYPE, EQUALS, COUNT, FINITE).contains(k))
                .map(Key::name)
                .collect(Collectors.joining(", "));
        Step.require(
                !v.has(ABSENT) || others.isEmpty(),
                v.at(ABSENT),
                "What is not there has no such thing.",
                "'absent' does not go with %s",
                others);
        Step.require(
                !v.has(WITHIN) || v.has(EQUALS),
                v.at(WITHIN),
                "Say what it is compared with: equals.",
                "'within' stands alone");
        Step.require(
                !v.has(ANY) || !v.get(ANY).isEmpty(),
                v.at(ANY),
                "List one guard at least.",
                "'any' of no guards never holds");
    }

    private static Condition condition(Values v) {
        if (v.has(NOT)) {
            return new Condition.Not(v.get(NOT));
        }
        if (v.has(ANY)) {
            return new Condition.AnyOf(v.get(ANY));
        }
        OptionalDouble within = v.find(WITHIN).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
        if (v.has(VALUE)) {
            Step.require(
                    v.has(EQUALS) || v.has(ABSENT),
                    v.at(VALUE),
                    "Add equals: V, or absent: true.",
                    "nothing is demanded of the value");
            return new Condition.OfValue(v.get(VALUE), v.find(EQUALS), within, v.has(ABSENT));
        }
        return new Condition.OfTensors(
                v.find(TENSOR).map(Selectors::of).orElseGet(() -> v.get(TENSORS)),
                v.has(TENSOR),
                v.has(ABSENT),
                v.find(COUNT).map(OptionalLong::of).orElseGet(OptionalLong::empty),
                new Condition.Like(v.find(DTYPE), v.find(SHAPE).map(Condition.ShapePattern::new)),
                v.find(EQUALS).map(e -> new Condition.Same(other(e), within)),
                v.has(FINITE));
    }

    private static Selector other(Node.Scalar equals) {
        Step.require(
                equals.type() == Node.Type.TEXT,
                equals.at(),
                "Quote it.",
                "expected a tensor's name, found %s",
                equals.describe());
        PlainNames.parse(equals);
        return Selector.of(equals.text(), equals.at());
    }

    /** A name without a slash is looked for in every container, so it is kept as a selector without wildcards. */
    private static KeyType<Selector> plainName() {
        return Keys.map(Keys.pattern("a tensor's name"), s -> {
            PlainNames.parse(s.value());
            return Selector.of(s.value().text(), s.at());
        });
    }

    private static KeyType<Boolean> isTrue() {
        return Keys.map(Keys.bool(), b -> {
            Step.require(b.value(), b.at(), "For the contrary write {not: …}.", "expected true, found false");
            return true;
        });
    }

    private static KeyType<Node.Scalar> anyScalar() {
        return new ScalarType<>(
                "a single value",
                Schemas.map("type", List.of("string", "number", "boolean", "null")),
                s -> true,
                Optional::of,
                "Write a name, or a single value.");
    }

    private static KeyType<Double> tolerance() {
        return Keys.map(Keys.number(), n -> {
            double d = n.value().doubleValue();
            Step.require(
                    d >= 0 && d < Double.POSITIVE_INFINITY,
                    n.at(),
                    "Write a small number, as 1e-6.",
                    "expected a difference of at least 0, found %s",
                    n.value());
            return d;
        });
    }

    private static KeyType<Condition> nested() {
        return Keys.map(new DemandType(), d -> d.value().condition());
    }

    @Override
    public String expected() {
        return "a guard: a map";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.map("$ref", "#/$defs/" + DEFINITION);
    }

    static Map<String, Object> definition() {
        Map<String, Object> schema = Schemas.object(KEYS);
        schema.put(
                "oneOf",
                BESIDE.keySet().stream()
                        .map(k -> Schemas.map("required", List.of(k.name())))
                        .toList());
        return schema;
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Mapping;
    }
}
