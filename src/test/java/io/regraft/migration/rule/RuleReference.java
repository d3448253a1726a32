package io.regraft.migration.rule;

import io.regraft.migration.Key;
import io.regraft.migration.RuleType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The reference of the rules, as Markdown made from the rules themselves. */
final class RuleReference {

    /** Ends what is made here; what follows in a page is written by hand and stays. */
    static final String BY_HAND = "<!-- From here on written by hand; all above is made from the rule. -->\n";

    private RuleReference() {}

    /** The made part of a rule's page. */
    static String page(RuleType rule) {
        return """
                # %s

                %s

                ```yaml
                - %s
                ```

                | key | value | meaning |
                | --- | --- | --- |
                %s

                Every step also takes `optional` (true: nothing needs to match) and `optimizer` (auto, or off: optimizer \
                state is not looked at).

                %s""".formatted(rule.name(), rule.summary(), rule.example(), keys(rule.keys()), BY_HAND);
    }

    private static String keys(List<Key<?>> keys) {
        return keys.stream().map(RuleReference::row).collect(Collectors.joining("\n"));
    }

    private static String row(Key<?> key) {
        String need = key.required()
                ? " Required."
                : key.fallback().map(f -> " Default: `" + text(f) + "`.").orElse("");
        return "| `%s` | %s | %s%s |".formatted(key.name(), cell(key.type().expected()), cell(key.description()), need);
    }

    private static String text(Object fallback) {
        return fallback instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : fallback.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }

    /** A table of all rules, each linked to its page in {@code folder}. */
    static String table(List<RuleType> rules, String folder) {
        return rules.stream()
                .map(r -> "| [`%s`](%s%s.md) | %s |".formatted(r.name(), folder, r.name(), cell(r.summary())))
                .collect(Collectors.joining("\n", "| rule | does |\n| --- | --- |\n", "\n"));
    }

    /** The page with its made part anew. */
    static String renewed(RuleType rule, Optional<String> before) {
        return page(rule)
                + before.filter(text -> text.contains(BY_HAND))
                        .map(text -> text.substring(text.indexOf(BY_HAND) + BY_HAND.length()))
                        .orElse("");
    }

    /** A text with the table of rules between its marks anew. */
    static String withTable(String text, String table) {
        String begin = "<!-- rules -->\n";
        String end = "<!-- /rules -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("there is no place for the table of rules: " + begin + end);
        }
        return text.substring(0, from + begin.length()) + table + text.substring(to);
    }
}
