package io.regraft.format.safetensors;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads the tokens of a header one by one; it never nests, and each text and number remembers where it stands. */
final class JsonReader {

    /** Where the header begins in its file. */
    static final int BASE = 8;

    private static final int NUMBER_SHOWN = 24;

    private final String file;
    private final byte[] text;
    private int at;
    private String tensor = "";

    JsonReader(String file, byte[] text) {
        this.file = file;
        this.text = text;
    }

    /** Names the tensor that is read: <code>{tensor}</code> in what is expected. It is spelled out in problems only. */
    void enter(String name) {
        tensor = name;
    }

    /** Where the next byte is, counted from the header's start. */
    int position() {
        return at;
    }

    /** Skips blanks and says where the next token begins. */
    int token() {
        while (at < text.length && isBlank(text[at])) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }

    /** Takes a character if it is the next token. */
    boolean take(char c) {
        if (token() < text.length && text[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c, String what) {
        if (!take(c)) {
            throw wrong(at, "'" + c + "' " + what);
        }
    }

    boolean takeNull() {
        token();
        boolean found = at + 4 <= text.length
                && text[at] == 'n'
                && text[at + 1] == 'u'
                && text[at + 2] == 'l'
                && text[at + 3] == 'l';
        at += found ? 4 : 0;
        return found;
    }

    /** True if nothing but blanks is left. */
    boolean isAtEnd() {
        return token() == text.length;
    }

    /** A whole number from 0 on. */
    long number(String what) {
        int start = token();
        long value = 0;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            int digit = text[at] - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                throw wrong(start, what + " below 9,223,372,036,854,775,808");
            }
            value = value * 10 + digit;
            at++;
        }
        boolean leadingZero = at > start + 1 && text[start] == '0';
        if (at == start || leadingZero || (at < text.length && isOfNumber(text[at]))) {
            throw wrong(start, what + ", written in digits only");
        }
        return value;
    }

    private static boolean isOfNumber(byte b) {
        return b == '.' || b == 'e' || b == 'E' || b == '-' || b == '+' || (b >= '0' && b <= '9');
    }

    /** A text between quotes. */
    String string(String what) {
        int start = token();
        if (!take('"')) {
            throw wrong(start, what + " in quotes");
        }
        int from = at;
        boolean plain = true;
        while (at < text.length && text[at] != '"') {
            byte b = text[at];
            if (b >= 0 && b < ' ') {
                throw wrong(at, "control characters in a text only as escapes");
            }
            plain &= b >= 0 && b != '\\';
            at += b == '\\' ? 2 : 1;
        }
        if (at >= text.length) {
            at = text.length;
            throw wrong(start, "an end of the text that begins here");
        }
        int to = at++;
        return plain
                ? new String(text, from, to - from, StandardCharsets.ISO_8859_1)
                : decoded(start, unescaped(from, to));
    }

    private String decoded(int start, byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw problem(start, "UTF-8 in the text that begins here", "bytes that are none");
        }
    }

    private byte[] unescaped(int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        int i = from;
        while (i < to) {
            if (text[i] != '\\') {
                out.write(text[i]);
                i++;
            } else if (text[i + 1] == 'u') {
                int code = codeAt(i, to);
                i += Character.isSupplementaryCodePoint(code) ? 12 : 6;
                out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
            } else {
                out.write(escaped(i + 1));
                i += 2;
            }
        }
        return out.toByteArray();
    }

    private int escaped(int i) {
        return switch (text[i]) {
            case '"', '\\', '/' -> text[i];
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw wrong(i, "an escape of JSON after '\\'");
        };
    }

    /** The code point of the escape, or pair of escapes, whose backslash is at {@code i}. */
    private int codeAt(int i, int to) {
        int first = unitAt(i, to);
        if (!Character.isSurrogate((char) first)) {
            return first;
        }
        boolean paired = Character.isHighSurrogate((char) first)
                && i + 7 < to
                && text[i + 6] == '\\'
                && text[i + 7] == 'u'
                && Character.isLowSurrogate((char) unitAt(i + 6, to));
        if (!paired) {
            throw problem(i, "two escapes for a character beyond U+FFFF", "half of such a pair");
        }
        return Character.toCodePoint((char) first, (char) unitAt(i + 6, to));
    }

    private int unitAt(int i, int to) {
        int unit = 0;
        for (int k = i + 2; k < i + 6; k++) {
            int digit = k < to ? Character.digit((char) text[k], 16) : -1;
            if (digit < 0) {
                throw problem(i, "four hexadecimal digits after '\\u'", "others");
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }

    /** A problem at a place, which shows what stands there. */
    RegraftException wrong(int place, String expected) {
        return problem(place, expected, shown(place));
    }

    RegraftException problem(int place, String expected, String found) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InPart(file, "", (long) BASE + place),
                        expected.replace("{tensor}", "'" + tensor + "'"),
                        found,
                        "The header is damaged, or a faulty program wrote it: get the file again from where it came.")
                .asException();
    }

    private String shown(int place) {
        if (place >= text.length) {
            return "the end of the header";
        }
        if (text[place] == '-' || isOfNumber(text[place])) {
            int end = place;
            while (end < text.length && end < place + NUMBER_SHOWN && isOfNumber(text[end])) {
                end++;
            }
            return new String(text, place, end - place, StandardCharsets.US_ASCII);
        }
        return text[place] > ' ' && text[place] < 0x7F
                ? "'" + (char) text[place] + "'"
                : String.format(Locale.ROOT, "byte 0x%02x", text[place]);
    }
}
