package io.regraft.format.document;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.Locale;

/** Which kind of document a file is, by the end of its name. */
public final class Documents {

    private Documents() {}

    /**
     * Reads a file.
     *
     * @param at who asks, for messages
     * @throws io.regraft.problem.RegraftException if it is of no kind that can be edited, or broken
     */
    public static Document of(String name, byte[] bytes, Where at) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".json")) {
            return JsonDocument.of(name, bytes);
        }
        if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
            return YamlDocument.of(name, bytes);
        }
        throw new Problem(
                        Kind.MIGRATION,
                        at,
                        "expected a file that ends in .json, .yaml or .yml, found " + name,
                        "Other files can't be edited.")
                .asException();
    }
}
