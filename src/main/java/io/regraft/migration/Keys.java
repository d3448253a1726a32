package io.regraft.migration;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The types that keys have. */
public final class Keys {

    /** What a row rule changes; left out where {@code axes} is given. */
    public static final Key<Selectors> TENSORS = Key.optional("tensors", selectors(), "Which tensors.");

    /** A named axis group in place of {@code tensors} and {@code axis}. */
    public static final Key<AxisGroup> AXES =
            Key.optional("axes", axisGroup(), "An axis group of this file, in place of tensors and axis.");

    public static final Key<Integer> AXIS = Key.<Integer>optional(
                    "axis", axis(), "Which axis; negative counts from the end.")
            .orElse(0);

    /** What the rows are called now, where the step has no {@code from}. */
    public static final Key<Labels> ROWS_ARE =
            Key.optional("rows_are", labels(), "Labels of the rows as they are, to look up labels in.");

    private Keys() {}

    /** One selector or a list. */
    public static KeyType<Selectors> selectors() {
        return new SelectorsType();
    }

    /** One selector, without {@code !}. */
    public static KeyType<Selector> selector() {
        return map(pattern("a selector"), s -> {
            Step.require(
                    !s.value().text().startsWith("!"),
                    s.at(),
                    "Here stands one selector; for the character write '\\!'.",
                    "'%s' begins with '!', which takes from a list",
                    s.value().text());
            return Selector.of(s.value().text(), s.at());
        });
    }

    /** A right side, not yet joined with its left: see {@link CaptureTemplate#forSelector}. */
    public static KeyType<Node.Scalar> template() {
        return pattern("a name");
    }

    /** A regular expression; compiled, and refused if it isn't one. */
    public static KeyType<Pattern> regex() {
        return map(pattern("a regular expression"), s -> compile(s.value().text(), s.at()));
    }

    private static Pattern compile(String text, Where.InText at) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw Step.wrong(
                    at,
                    "'" + text + "' is no regular expression: " + lowerFirst(e.getDescription()) + " at character "
                            + (e.getIndex() + 1),
                    "A backslash before a character takes its meaning from it.");
        }
    }

    private static String lowerFirst(String s) {
        return s.isEmpty() ? s : s.substring(0, 1).toLowerCase(Locale.ROOT) + s.substring(1);
    }

    /** A text in which backslashes and wildcards mean something: refuses one whose backslash YAML took. */
    static KeyType<Node.Scalar> pattern(String what) {
        return new PatternType(what);
    }

    /** A full tensor name without wildcards. */
    public static KeyType<TensorName> tensorName() {
        return map(pattern("a tensor's name"), s -> PlainNames.parse(s.value(), "a tensor's name"));
    }

    /** The full path of a value that is no tensor. */
    public static KeyType<TensorName> valuePath() {
        return map(pattern("a value's path"), s -> PlainNames.parse(s.value(), "a value's path"));
    }

    /** A value together with where it is written. */
    public static <T> KeyType<Located<T>> located(KeyType<T> type) {
        return map(type, v -> v);
    }

    /**
     * A map of any values.
     *
     * @param keys what its keys are: {@code JSON pointers}
     */
    public static KeyType<List<Located<Map.Entry<String, Plain>>>> plainMap(String keys) {
        return new PlainMapType(keys);
    }

    /** Any value of YAML. */
    public static KeyType<Plain> plain() {
        return new PlainType();
    }

    /** A whole number of at least 0. */
    public static KeyType<Long> extent() {
        return whole("a whole number of at least 0", 0, Long.MAX_VALUE, Schemas.map("type", "integer", "minimum", 0));
    }

    /** Any whole number. */
    public static KeyType<Integer> axis() {
        return map(
                whole("an axis: a whole number", Integer.MIN_VALUE, Integer.MAX_VALUE, Schemas.map("type", "integer")),
                n -> Math.toIntExact(n.value()));
    }

    private static KeyType<Long> whole(String expected, long least, long most, Map<String, Object> schema) {
        return new ScalarType<>(
                expected,
                schema,
                s -> s.type() == Node.Type.INTEGER,
                s -> s.number()
                        .filter(n -> n instanceof Long l && l >= least && l <= most)
                        .map(Number::longValue),
                "Write " + expected.replaceFirst("^.*: ", "") + ".");
    }

    public static KeyType<DType> dtype() {
        List<String> names = Arrays.stream(DType.values()).map(DType::label).toList();
        return new ScalarType<>(
                "a dtype",
                Schemas.map("enum", names),
                Keys::isText,
                s -> Optional.of(DType.named(s.text())
                        .orElseThrow(() -> Step.wrong(
                                s.at(),
                                "there is no dtype '" + s.text() + "'"
                                        + DTypeNames.meant(s.text())
                                                .map(n -> "; did you mean '" + n + "'?")
                                                .orElse(""),
                                "Dtypes are named as torch names them: float32, bfloat16, int64, …"))),
                "Dtypes are named as torch names them: float32, bfloat16, int64, …");
    }

    public static KeyType<Shape> shape() {
        return map(
                list(extent()),
                l -> Shape.of(l.value().stream().mapToLong(n -> n).toArray()));
    }

    public static KeyType<Labels> labels() {
        return new LabelsType();
    }

    /** Texts to texts: {@code aliases}, {@code table}; every scalar is its own text. */
    public static KeyType<TextMap> textMap() {
        return new TextMapType();
    }

    /** Old rows to new rows. */
    public static KeyType<IdMap> idMap() {
        return map(textMap(), m -> IdMap.of(m.value()));
    }

    /** One row or range. */
    public static KeyType<RowRef> rowRef() {
        return new ScalarType<>(
                "a row: a whole number, a label, or a range such as '10..20'",
                Schemas.map("type", List.of("string", "integer")),
                s -> s.type() != Node.Type.NULL,
                s -> Optional.of(RowRefs.parse(s)),
                "Write a number for an index, a quoted text for a label.");
    }

    /** A label: any scalar, as its own text. */
    public static KeyType<Located<String>> label() {
        return new ScalarType<>(
                "a label",
                Schemas.map("type", List.of("string", "number", "boolean", "null")),
                s -> true,
                s -> Optional.of(new Located<>(s.text(), s.at())),
                "Write one label.");
    }

    public static KeyType<AxisGroup> axisGroup() {
        return new AxisGroupType();
    }

    /** A text; numbers must be quoted. */
    public static KeyType<String> text() {
        return new ScalarType<>(
                "a text", Schemas.map("type", "string"), Keys::isText, s -> Optional.of(s.text()), "Write a text.");
    }

    private static boolean isText(Node.Scalar s) {
        return s.type() == Node.Type.TEXT;
    }

    /** A number, perhaps infinite or NaN: a Long where it is whole and fits, else a BigInteger, else a Double. */
    public static KeyType<Number> number() {
        return new ScalarType<>(
                "a number",
                Schemas.map("type", "number"),
                s -> s.type() == Node.Type.INTEGER || s.type() == Node.Type.REAL,
                Node.Scalar::number,
                "Write a number that a double can hold; infinity is .inf.");
    }

    public static KeyType<Boolean> bool() {
        return new ScalarType<>(
                "true or false",
                Schemas.map("type", "boolean"),
                s -> s.type() == Node.Type.BOOL,
                s -> Optional.of(s.text().equalsIgnoreCase("true")),
                "Write true or false.");
    }

    /** One of the constants of an enum, in lower case. */
    public static <E extends Enum<E>> KeyType<E> choice(Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(e -> e.name().toLowerCase(Locale.ROOT))
                .toList();
        String expected = "one of " + String.join(", ", names);
        return new ScalarType<>(
                expected,
                Schemas.map("enum", names),
                s -> isText(s) && names.contains(s.text()),
                s -> Optional.of(type.getEnumConstants()[names.indexOf(s.text())]),
                "Write one of them.");
    }

    /** Just this word. */
    public static <T> KeyType<T> word(String word, T value) {
        return new ScalarType<>(
                word,
                Schemas.map("const", word),
                s -> isText(s) && s.text().equals(word),
                s -> Optional.of(value),
                "Write " + word + ".");
    }

    /** A list. */
    public static <T> KeyType<List<T>> list(KeyType<T> item) {
        return new ListType<>(item, false);
    }

    /** One item, or a list of them. */
    public static <T> KeyType<List<T>> oneOrList(KeyType<T> item) {
        return new ListType<>(item, true);
    }

    /**
     * A map of known keys.
     *
     * @param what for messages: {@code an entry of rename}
     * @param maker makes the value; may throw {@code RegraftException} where keys don't go together
     */
    public static <T> KeyType<T> object(String what, List<Key<?>> keys, Function<Values, T> maker) {
        return new ObjectType<>(what, keys, maker);
    }

    /**
     * A map with exactly one of some keys, which says what kind of value it is: <code>{constant: 1}</code>.
     *
     * @param what for messages: {@code an initialiser}
     */
    public static <T> KeyType<T> keyed(String what, List<Key<? extends T>> kinds) {
        return new KeyedType<>(what, kinds);
    }

    /** The first of the types whose shape {@link KeyType#fits}. */
    public static <T> KeyType<T> oneOf(List<KeyType<? extends T>> types) {
        return new OneOfType<>(types);
    }

    /** Another value made of what a type reads; may throw {@code RegraftException}. */
    public static <T, R> KeyType<R> map(KeyType<T> type, Function<Located<T>, R> f) {
        return new MappedType<>(type, f);
    }
}
