package io.regraft.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of rule: what a step may say. Parsing, error texts, JSON Schema and the page in the reference come from it.
 *
 * @param name the word in a step
 * @param summary one sentence
 * @param keys its keys; those common to all steps ({@code optional}, {@code optimizer}) are not among them
 * @param rows true for a row rule: {@code tensors}, {@code axes}, {@code axis} and {@code rows_are} are among its keys, and
 *     one of the first two must be given; {@link Values#rows} has the outcome
 * @param list the key that a step means whose value is a list in place of a map
 * @param example a step as in a file, without the leading dash
 * @param parser makes the rule; may throw {@code RegraftException} where keys don't go together
 */
public record RuleType(
        String name,
        String summary,
        List<Key<?>> keys,
        boolean rows,
        Optional<Key<?>> list,
        String example,
        Function<Values, Rule> parser) {

    public RuleType {
        keys = List.copyOf(keys);
    }

    public static Builder of(String name, String summary) {
        return new Builder(name, summary);
    }

    /** Collects what a rule type is. */
    public static final class Builder {
        private final String name;
        private final String summary;
        private final List<Key<?>> keys = new ArrayList<>();
        private boolean rows;
        private Optional<Key<?>> list = Optional.empty();
        private String example = "";

        private Builder(String name, String summary) {
            this.name = name;
            this.summary = summary;
        }

        /** Makes it a row rule: {@code tensors}, {@code axes}, {@code axis} and {@code rows_are} come first. */
        public Builder rows() {
            rows = true;
            keys.addAll(0, List.of(Keys.TENSORS, Keys.AXES, Keys.AXIS, Keys.ROWS_ARE));
            return this;
        }

        public Builder keys(Key<?>... more) {
            keys.addAll(List.of(more));
            return this;
        }

        /** A step whose value is a list is read as a map with this key alone; the key is not among {@link #keys}. */
        public Builder orList(Key<?> key) {
            list = Optional.of(key);
            return this;
        }

        public Builder example(String text) {
            example = text;
            return this;
        }

        public RuleType parsedBy(Function<Values, Rule> parser) {
            return new RuleType(name, summary, keys, rows, list, example, parser);
        }
    }
}
