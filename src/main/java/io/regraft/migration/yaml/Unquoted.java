package io.regraft.migration.yaml;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.Optional;

/** What YAML takes a text without quotes for that begins with one of its own characters. */
enum Unquoted {
    ALIAS("an alias", "If a selector is meant, quote it: "),
    ANCHOR("an anchor", "For a value used twice there are vars; if a text is meant, quote it: "),
    TAG("a tag", "If a text is meant, quote it: ");

    private final String what;
    private final String fix;

    Unquoted(String what, String fix) {
        this.what = what;
        this.fix = fix;
    }

    /** The kind that a word would be. */
    static Optional<Unquoted> of(String word) {
        if (word.isEmpty()) {
            return Optional.empty();
        }
        return switch (word.charAt(0)) {
            case '*' -> Optional.of(ALIAS);
            case '&' -> Optional.of(ANCHOR);
            case '!' -> Optional.of(TAG);
            default -> Optional.empty();
        };
    }

    /**
     * The problem.
     *
     * @param read as YAML reads it
     * @param word all that stands there
     */
    Problem problem(Where.InText at, String read, String word) {
        return new Problem(
                Kind.MIGRATION,
                at,
                "YAML reads '" + read + "' as " + what + ", which this language does not have",
                fix + "'" + word + "'.");
    }
}
