package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a JSON file is laid out, to write new values alike.
 *
 * @param lines true if members stand on lines of their own
 * @param unit what a level is indented by
 * @param newline the line end
 * @param comma the separator where members stand in one line
 * @param colon what stands between key and value
 * @param ascii true if what is not ASCII is written as an escape
 */
record JsonStyle(boolean lines, String unit, String newline, String comma, String colon, boolean ascii) {

    /** A value, whose own line is indented by {@code indent}. */
    String write(Plain value, String indent, boolean onLines) {
        StringBuilder out = new StringBuilder();
        write(value, indent, onLines, out);
        return out.toString();
    }

    private void write(Plain value, String indent, boolean onLines, StringBuilder out) {
        if (value instanceof Plain.Items items) {
            write(
                    items.values().iterator(),
                    new Brackets("[", "]", indent, onLines),
                    (v, inner) -> write(v, inner, onLines, out),
                    out);
        } else if (value instanceof Plain.Fields fields) {
            write(
                    fields.values().entrySet().iterator(),
                    new Brackets("{", "}", indent, onLines),
                    (Map.Entry<String, Plain> e, String inner) -> {
                        out.append(text(e.getKey())).append(colon);
                        write(e.getValue(), inner, onLines, out);
                    },
                    out);
        } else {
            out.append(single(value));
        }
    }

    private record Brackets(String open, String close, String indent, boolean onLines) {}

    @FunctionalInterface
    private interface Writer<T> {
        void write(T member, String indent);
    }

    private <T> void write(Iterator<T> members, Brackets b, Writer<T> writer, StringBuilder out) {
        out.append(b.open);
        if (!members.hasNext()) {
            out.append(b.close);
            return;
        }
        String inner = b.indent + unit;
        String before = b.onLines ? newline + inner : "";
        while (members.hasNext()) {
            out.append(before);
            writer.write(members.next(), inner);
            if (members.hasNext()) {
                out.append(b.onLines ? "," : comma);
            }
        }
        out.append(b.onLines ? newline + b.indent : "").append(b.close);
    }

    private String single(Plain value) {
        return value instanceof Plain.Text t ? text(t.value()) : Numbers.single(value, "NaN", "Infinity");
    }

    /** True if a number is in a value that JSON has no word for. */
    static boolean isNonFinite(Plain value) {
        if (value instanceof Plain.Items items) {
            return items.values().stream().anyMatch(JsonStyle::isNonFinite);
        }
        if (value instanceof Plain.Fields fields) {
            return List.copyOf(fields.values().values()).stream().anyMatch(JsonStyle::isNonFinite);
        }
        return value instanceof Plain.Real r && !Double.isFinite(r.value());
    }

    /** A text in double quotes. */
    String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int simple = "\b\f\n\r\t\"\\".indexOf(c);
            boolean lone = Character.isSurrogate(c) && !isPaired(value, i);
            if (simple >= 0) {
                out.append('\\').append("bfnrt\"\\".charAt(simple));
            } else if (c < ' ' || lone || (ascii && c > '~')) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static boolean isPaired(String value, int at) {
        return Character.isHighSurrogate(value.charAt(at))
                ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }
}
