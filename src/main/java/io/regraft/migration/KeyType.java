package io.regraft.migration;

import java.util.Map;
import java.util.Optional;

/** How the value of a key is read and described: parsing, error text, JSON Schema and reference come from it. */
public interface KeyType<T> {

    /** Reads a value; on a wrong one reports to {@code reading} and gives nothing. */
    Optional<T> parse(Node node, Reading reading);

    /** What is expected, as in "expected WHAT": {@code a whole number of at least 0}. */
    String expected();

    /** The JSON Schema (draft 2020-12) of the value, as maps, lists, texts, numbers and booleans. */
    Map<String, Object> schema();

    /** True if the node has the outward shape of such a value; {@link Keys#oneOf} chooses by it. */
    default boolean fits(Node node) {
        return true;
    }

    /** Reports "expected WHAT, found THAT" and gives nothing. */
    default Optional<T> wrong(Node node, Reading reading, String fix) {
        reading.problem(node.at(), "expected " + expected() + ", found " + node.describe(), fix);
        return Optional.empty();
    }
}
