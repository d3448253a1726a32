package io.regraft.migration;

import java.util.List;
import java.util.function.Function;

/**
 * A kind of rule: what a step may say. Parsing, error texts, JSON Schema and the page in the reference come from it.
 *
 * @param name the word in a step
 * @param summary one sentence
 * @param keys its keys; those common to all steps ({@code optional}, {@code optimizer}, …) are not among them
 * @param example a step as in a file, without the leading dash
 * @param parser makes the rule; may throw {@code RegraftException} where keys don't go together
 */
public record RuleType(String name, String summary, List<Key<?>> keys, String example, Function<Values, Rule> parser) {

    public RuleType {
        keys = List.copyOf(keys);
    }
}
