package io.regraft.format.document;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the places of the values in the bytes of a JSON text, strictly; NaN and Infinity pass, as in Python. */
final class JsonScanner {

    private static final int DEEPEST = 500;

    /** A range of bytes. */
    record Span(int start, int end) {}

    /** A member of an object or an item of an array; an item has no key. */
    record Member(Optional<String> key, Span keySpan, Span value) {}

    private final String file;
    private final byte[] bytes;
    private boolean nonFinite;

    JsonScanner(String file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** Checks the whole text; gives the place of its value. */
    Span root() {
        int start = blank(hasMark() ? 3 : 0);
        if (start == bytes.length) {
            throw damaged(start, "a JSON value", "nothing");
        }
        checkUtf8();
        int end = value(start, 0, null);
        int rest = blank(end);
        if (rest < bytes.length) {
            throw damaged(rest, "the end of the file after the JSON value", shown(rest));
        }
        return new Span(start, end);
    }

    /** True if NaN or an infinity was met. */
    boolean hasNonFinite() {
        return nonFinite;
    }

    /** The members of the object or items of the array at a place; the text was checked before. */
    List<Member> members(int start) {
        List<Member> members = new ArrayList<>();
        value(start, 0, members);
        return members;
    }

    private boolean hasMark() {
        return bytes.length >= 3 && (bytes[0] & 0xFF) == 0xEF && (bytes[1] & 0xFF) == 0xBB && (bytes[2] & 0xFF) == 0xBF;
    }

    private void checkUtf8() {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(in);
        } catch (CharacterCodingException e) {
            throw damaged(in.position(), "UTF-8", "other bytes");
        }
    }

    private int blank(int from) {
        int at = from;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Offset after the value; its members go to {@code into} unless that is null. */
    private int value(int at, int depth, List<Member> into) {
        if (depth > DEEPEST) {
            throw damaged(at, "nesting up to " + DEEPEST, "more");
        }
        return switch (at < bytes.length ? bytes[at] : 0) {
            case '{' -> object(at, depth, into);
            case '[' -> array(at, depth, into);
            case '"' -> string(at);
            case 't' -> word(at, "true");
            case 'f' -> word(at, "false");
            case 'n' -> word(at, "null");
            case 'N' -> nonFinite(word(at, "NaN"));
            case 'I' -> nonFinite(word(at, "Infinity"));
            default -> number(at);
        };
    }

    private int nonFinite(int end) {
        nonFinite = true;
        return end;
    }

    private int object(int start, int depth, List<Member> into) {
        int at = blank(start + 1);
        if (is(at, '}')) {
            return at + 1;
        }
        while (true) {
            if (!is(at, '"')) {
                throw damaged(at, "a key in double quotes", shown(at));
            }
            int keyEnd = string(at);
            int colon = blank(keyEnd);
            if (!is(colon, ':')) {
                throw damaged(colon, "a colon after the key", shown(colon));
            }
            int from = blank(colon + 1);
            int end = value(from, depth + 1, null);
            if (into != null) {
                into.add(new Member(Optional.of(text(at, keyEnd)), new Span(at, keyEnd), new Span(from, end)));
            }
            int next = blank(end);
            if (is(next, '}')) {
                return next + 1;
            }
            at = comma(next, '}');
        }
    }

    private int array(int start, int depth, List<Member> into) {
        int at = blank(start + 1);
        if (is(at, ']')) {
            return at + 1;
        }
        while (true) {
            int end = value(at, depth + 1, null);
            if (into != null) {
                into.add(new Member(Optional.empty(), new Span(at, at), new Span(at, end)));
            }
            int next = blank(end);
            if (is(next, ']')) {
                return next + 1;
            }
            at = comma(next, ']');
        }
    }

    private int comma(int at, char close) {
        if (!is(at, ',')) {
            throw damaged(at, "a comma or '" + close + "'", shown(at));
        }
        return blank(at + 1);
    }

    private boolean is(int at, char c) {
        return at < bytes.length && bytes[at] == c;
    }

    private int word(int at, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!is(at + i, word.charAt(i))) {
                throw damaged(at, word, shown(at));
            }
        }
        return at + word.length();
    }

    private int number(int start) {
        int at = is(start, '-') ? start + 1 : start;
        if (at > start && is(at, 'I')) {
            return nonFinite(word(at, "Infinity"));
        }
        int whole = digits(at);
        if (whole == at) {
            throw damaged(start, "a value", shown(start));
        }
        if (bytes[at] == '0' && whole > at + 1) {
            throw damaged(start, "a number without a leading zero", shown(start));
        }
        int end = whole;
        if (is(end, '.')) {
            end = some(end + 1, start);
        }
        if (is(end, 'e') || is(end, 'E')) {
            end = some(is(end + 1, '+') || is(end + 1, '-') ? end + 2 : end + 1, start);
        }
        return end;
    }

    private int some(int at, int start) {
        int end = digits(at);
        if (end == at) {
            throw damaged(start, "a number", shown(start));
        }
        return end;
    }

    private int digits(int from) {
        int at = from;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private int string(int start) {
        for (int at = start + 1; at < bytes.length; at++) {
            if (bytes[at] == '"') {
                return at + 1;
            }
            if (bytes[at] >= 0 && bytes[at] < ' ') {
                throw damaged(at, "a control character as an escape", String.format(Locale.ROOT, "0x%02X", bytes[at]));
            }
            if (bytes[at] == '\\') {
                at = escape(at);
            }
        }
        throw damaged(start, "a text that ends", "none");
    }

    /** Offset of the last byte of an escape. */
    private int escape(int at) {
        int c = at + 1 < bytes.length ? bytes[at + 1] : 0;
        if ("\"\\/bfnrt".indexOf(c) >= 0 && c != 0) {
            return at + 1;
        }
        boolean hex = c == 'u' && at + 5 < bytes.length;
        for (int i = 2; hex && i < 6; i++) {
            hex = Character.digit(bytes[at + i], 16) >= 0;
        }
        if (!hex) {
            throw damaged(at, "an escape of JSON", shown(at));
        }
        return at + 5;
    }

    /** The text of a string with its escapes resolved. */
    String text(int start, int end) {
        String raw = new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char e = raw.charAt(++i);
            int simple = "bfnrt".indexOf(e);
            if (e == 'u') {
                out.append((char) Integer.parseInt(raw.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(simple >= 0 ? "\b\f\n\r\t".charAt(simple) : e);
            }
        }
        return out.toString();
    }

    private String shown(int at) {
        if (at >= bytes.length) {
            return "the end of the file";
        }
        String rest = new String(bytes, at, Math.min(40, bytes.length - at), StandardCharsets.UTF_8);
        String line = rest.lines().findFirst().orElse("");
        return line.isEmpty()
                ? "a line end"
                : "'"
                        + line.substring(
                                0, line.offsetByCodePoints(0, Math.min(12, line.codePointCount(0, line.length()))))
                        + "'";
    }

    /** The place of a byte as a person finds it. */
    Where.InText where(int offset) {
        int line = 1;
        int column = 1;
        for (int i = hasMark() ? 3 : 0; i < Math.min(offset, bytes.length); i++) {
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return new Where.InText(file, line, column);
    }

    private RegraftException damaged(int at, String expected, String found) {
        return Problem.expected(
                        Kind.CHECKPOINT, where(at), expected, found, "It is no JSON: check it with a JSON tool.")
                .asException();
    }
}
