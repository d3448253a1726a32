package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import java.util.Set;
import java.util.stream.Collectors;

/** How new values are written into a YAML text: in one line, and so that readers of YAML 1.1 and 1.2 agree. */
final class YamlStyle {

    private static final JsonStyle JSON = new JsonStyle(false, "", "\n", ", ", ": ", false);

    /** Words that some reader takes for something else than a text. */
    private static final Set<String> WORDS = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private YamlStyle() {}

    /** A value; a text in quotes of the kind given, where that can be. */
    static String write(Plain value, char quote) {
        if (value instanceof Plain.Items items) {
            return items.values().stream().map(v -> write(v, quote)).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Plain.Fields fields) {
            return fields.values().entrySet().stream()
                    .map(e -> text(e.getKey(), quote) + ": " + write(e.getValue(), quote))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof Plain.Text t ? text(t.value(), quote) : single(value);
    }

    /** A text, plain if that is asked for and safe. */
    static String text(String text, char quote) {
        if (quote == YamlNode.PLAIN && isPlainText(text)) {
            return text;
        }
        boolean printable = text.codePoints()
                .allMatch(c -> c >= ' '
                        && c != 0x7F
                        && !Character.isISOControl(c)
                        && c != 0xFEFF
                        && c != 0x2028
                        && c != 0x2029
                        && (c < 0xD800 || c > 0xDFFF));
        return quote == '"' || !printable ? JSON.text(text) : "'" + text.replace("'", "''") + "'";
    }

    /** True for a text that every reader takes for one without quotes. */
    static boolean isPlainText(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*")
                && !WORDS.contains(text.toLowerCase(java.util.Locale.ROOT));
    }

    /** Everything but a text, list or map. */
    static String single(Plain value) {
        return Numbers.single(value, ".nan", ".inf");
    }
}
