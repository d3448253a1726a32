package io.regraft.migration;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A type of single values.
 *
 * @param shape what such a value looks like from outside
 * @param read the value; empty if it is none
 * @param fix what to do about another
 */
record ScalarType<T>(
        String expected,
        Map<String, Object> schema,
        Predicate<Node.Scalar> shape,
        Function<Node.Scalar, Optional<T>> read,
        String fix)
        implements KeyType<T> {

    @Override
    public Optional<T> parse(Node node, Reading reading) {
        if (!fits(node)) {
            return wrong(node, reading, fix((node instanceof Node.Scalar s) ? Optional.of(s) : Optional.empty()));
        }
        Optional<Optional<T>> value = reading.attempt(() -> read.apply((Node.Scalar) node));
        if (value.isPresent() && value.get().isEmpty()) {
            return wrong(node, reading, fix);
        }
        return value.orElse(Optional.empty());
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Scalar s && shape.test(s);
    }

    /** Quotes are the usual reason that a text is no number, or a number no text. */
    private String fix(Optional<Node.Scalar> found) {
        boolean unquote = found.filter(s -> s.quoted() && shape.test(plain(s))).isPresent();
        boolean quote = found.filter(s -> !s.quoted() && s.type() != Node.Type.NULL && shape.test(quoted(s)))
                .isPresent();
        return unquote
                ? "Take off the quotes."
                : quote ? "Quote it: '" + found.orElseThrow().text() + "'." : fix;
    }

    private static Node.Scalar plain(Node.Scalar s) {
        return new Node.Scalar(s.place(), s.text(), CoreSchema.type(s.text()), Node.Style.PLAIN);
    }

    private static Node.Scalar quoted(Node.Scalar s) {
        return new Node.Scalar(s.place(), s.text(), Node.Type.TEXT, Node.Style.SINGLE_QUOTED);
    }
}
