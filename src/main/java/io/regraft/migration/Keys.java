package io.regraft.migration;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        throw new UnsupportedOperationException();
    }

    /** One selector without {@code !}. */
    public static KeyType<Selector> selector() {
        throw new UnsupportedOperationException();
    }

    /** A right side, not yet joined with its left: see {@link CaptureTemplate#forSelector}. */
    public static KeyType<Node.Scalar> template() {
        throw new UnsupportedOperationException();
    }

    /** A regular expression; compiled, and refused if it isn't one. */
    public static KeyType<java.util.regex.Pattern> regex() {
        throw new UnsupportedOperationException();
    }

    /** A full tensor name without wildcards. */
    public static KeyType<TensorName> tensorName() {
        throw new UnsupportedOperationException();
    }

    /** A whole number of at least 0. */
    public static KeyType<Long> extent() {
        throw new UnsupportedOperationException();
    }

    /** Any whole number. */
    public static KeyType<Integer> axis() {
        throw new UnsupportedOperationException();
    }

    public static KeyType<DType> dtype() {
        throw new UnsupportedOperationException();
    }

    public static KeyType<Shape> shape() {
        throw new UnsupportedOperationException();
    }

    public static KeyType<Labels> labels() {
        throw new UnsupportedOperationException();
    }

    /** Texts to texts: {@code aliases}, {@code table}; every scalar is its own text. */
    public static KeyType<TextMap> textMap() {
        throw new UnsupportedOperationException();
    }

    /** Old rows to new rows. */
    public static KeyType<IdMap> idMap() {
        throw new UnsupportedOperationException();
    }

    /** One row or range. */
    public static KeyType<RowRef> rowRef() {
        throw new UnsupportedOperationException();
    }

    /** A label: any scalar, as its own text. */
    public static KeyType<Located<String>> label() {
        throw new UnsupportedOperationException();
    }

    public static KeyType<AxisGroup> axisGroup() {
        throw new UnsupportedOperationException();
    }

    /** A text; numbers must be quoted. */
    public static KeyType<String> text() {
        throw new UnsupportedOperationException();
    }

    /** A finite or infinite number: a Long where it is whole and fits, else a BigInteger, else a Double. */
    public static KeyType<Number> number() {
        throw new UnsupportedOperationException();
    }

    public static KeyType<Boolean> bool() {
        throw new UnsupportedOperationException();
    }

    /** One of the constants of an enum, in lower case. */
    public static <E extends Enum<E>> KeyType<E> choice(Class<E> type) {
        throw new UnsupportedOperationException();
    }

    /** Just this word. */
    public static <T> KeyType<T> word(String word, T value) {
        throw new UnsupportedOperationException();
    }

    /** A list. */
    public static <T> KeyType<List<T>> list(KeyType<T> item) {
        throw new UnsupportedOperationException();
    }

    /** One item, or a list of them. */
    public static <T> KeyType<List<T>> oneOrList(KeyType<T> item) {
        throw new UnsupportedOperationException();
    }

    /**
     * A map of known keys.
     *
     * @param what for messages: {@code an entry of 'rename'}
     * @param maker makes the value; may throw {@code RegraftException} where keys don't go together
     */
    public static <T> KeyType<T> object(String what, List<Key<?>> keys, Function<Values, T> maker) {
        throw new UnsupportedOperationException();
    }

    /** The first of the types whose shape {@link KeyType#fits}. */
    public static <T> KeyType<T> oneOf(List<KeyType<? extends T>> types) {
        throw new UnsupportedOperationException();
    }

    /** Another value made of what a type reads; may throw {@code RegraftException}. */
    public static <T, R> KeyType<R> map(KeyType<T> type, Function<Located<T>, R> f) {
        throw new UnsupportedOperationException();
    }

    /** Reads a map of known keys, reporting unknown ones with the nearest name, and missing ones. */
    static Optional<Values> values(Node.Mapping node, String what, List<Key<?>> keys, Reading reading) {
        throw new UnsupportedOperationException();
    }
}
