package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a JSON file is written at a place: new values are written alike.
 *
 * @param lines true if members stand on lines of their own
 * @param indent what stands before a member of the container
 * @param unit what a level adds to that
 * @param newline its line end
 * @param colon what stands between key and value
 * @param comma what stands between values on one line
 * @param ascii true if other characters are written as escapes
 */
record JsonStyle(boolean lines, String indent, String unit, String newline, String colon, String comma, boolean ascii) {

    /** The style of the members of a container. */
    static JsonStyle of(byte[] bytes, JsonScanner.Span container, List<JsonScanner.Span> values, String colon) {
        boolean ascii = true;
        for (byte b : bytes) {
            ascii &= b >= 0;
        }
        String newline = new String(bytes, StandardCharsets.UTF_8).contains("\r\n") ? "\r\n" : "\n";
        String outer = indentOf(bytes, container.start());
        boolean spread = lineStart(bytes, container.end() - 1) > container.start();
        boolean file = lineStart(bytes, bytes.length - 1) > 0 && hasInnerLine(bytes);
        String indent = outer + "  ";
        String comma = ", ";
        if (!values.isEmpty()) {
            spread = lineStart(bytes, values.get(0).start()) > container.start();
            indent = spread ? indentOf(bytes, values.get(0).start()) : indent;
            if (!spread && values.size() > 1) {
                comma = bytes[values.get(1).start() - 1] == ',' ? "," : ", ";
            }
        } else {
            spread = spread || file;
        }
        String unit =
                indent.startsWith(outer) && indent.length() > outer.length() ? indent.substring(outer.length()) : "  ";
        return new JsonStyle(spread, indent, unit, newline, colon, comma, ascii);
    }

    private static boolean hasInnerLine(byte[] bytes) {
        for (int i = 0; i < bytes.length - 2; i++) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    private static int lineStart(byte[] bytes, int at) {
        int start = at;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static String indentOf(byte[] bytes, int at) {
        int start = lineStart(bytes, at);
        int end = start;
        while (end < bytes.length && (bytes[end] == ' ' || bytes[end] == '\t')) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }

    /** The style one level deeper. */
    private JsonStyle inner() {
        return new JsonStyle(lines, indent + unit, unit, newline, colon, comma, ascii);
    }

    /** A value as it stands among the members of the container. */
    String write(Plain value) {
        if (value instanceof Plain.Text t) {
            return quoted(t.value());
        }
        if (value instanceof Plain.Items items) {
            return nested('[', ']', items.values().stream().map(inner()::write).toList());
        }
        if (value instanceof Plain.Fields fields) {
            List<String> members = new ArrayList<>();
            for (Map.Entry<String, Plain> e : fields.values().entrySet()) {
                members.add(quoted(e.getKey()) + colon + inner().write(e.getValue()));
            }
            return nested('{', '}', members);
        }
        if (value instanceof Plain.Real r) {
            return real(r.value());
        }
        if (value instanceof Plain.Int i) {
            return i.value().toString();
        }
        return value instanceof Plain.Bool b ? Boolean.toString(b.value()) : "null";
    }

    /** As Python writes it where that is the same number: {@code 1e-05}, {@code 0.5}. */
    private static String real(double value) {
        String plain = Double.toString(value);
        if (!plain.contains("E")) {
            return plain;
        }
        BigDecimal exact = new BigDecimal(plain);
        return exact.scale() <= 0
                ? exact.toPlainString() + ".0"
                : plain.replace(".0E", "E").replace('E', 'e');
    }

    private String nested(char open, char close, List<String> inside) {
        if (inside.isEmpty()) {
            return "" + open + close;
        }
        if (!lines) {
            return open + String.join(comma, inside) + close;
        }
        String inner = newline + indent + unit;
        return open + inner + String.join("," + inner, inside) + newline + indent + close;
    }

    String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || (ascii && c > 0x7E) || (ascii && Character.isSurrogate(c))) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
