package io.regraft.format.pytorch.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Texts of a pickle: UTF-8 in which Python lets lone surrogates pass, and the two escaped forms of protocol 0. */
final class Texts {

    private Texts() {}

    /** Offset of the bytes of a text or bytes opcode with a length. */
    static int from(Tape tape, int at) {
        return switch (Op.argument(tape.u8(at))) {
            case Op.LENGTH1 -> at + 2;
            case Op.LENGTH4 -> at + 5;
            case Op.LENGTH8 -> at + 9;
            default -> at + 1;
        };
    }

    /** Offset after those bytes; of a line, where its line feed stands. */
    static int to(Tape tape, int at) {
        int next = tape.next(at);
        return Op.argument(tape.u8(at)) == Op.LINE ? next - 1 : next;
    }

    /** The bytes of an opcode, a character for each. */
    static String latin1(Tape tape, int at) {
        int from = from(tape, at);
        return new String(tape.bytes(), from, to(tape, at) - from, StandardCharsets.ISO_8859_1);
    }

    /** The text of an opcode. */
    static String text(Tape tape, int at) {
        int from = from(tape, at);
        int to = to(tape, at);
        return switch (tape.u8(at)) {
            case Op.STRING -> pythonTwo(unquoted(tape, at, from, to));
            case Op.BINSTRING, Op.SHORT_BINSTRING -> pythonTwo(Arrays.copyOfRange(tape.bytes(), from, to));
            case Op.UNICODE -> rawUnicode(tape, at, from, to);
            default ->
                utf8(tape.bytes(), from, to)
                        .orElseThrow(() -> tape.damaged(at, "UTF-8 in " + Op.name(tape.u8(at)), "other bytes"));
        };
    }

    /** True if the text is this one. */
    static boolean is(Tape tape, int at, String text) {
        int op = tape.u8(at);
        int from = from(tape, at);
        if (op == Op.STRING || op == Op.UNICODE) {
            return text(tape, at).equals(text);
        }
        if (isAscii(text)) {
            return same(tape, from, to(tape, at), text);
        }
        return text(tape, at).equals(text);
    }

    /** True if the bytes are these ASCII characters. */
    static boolean same(Tape tape, int from, int to, String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (tape.bytes()[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** A string of Python 2, as torch reads it: UTF-8 where it is that, else a character a byte. */
    private static String pythonTwo(byte[] bytes) {
        return utf8(bytes, 0, bytes.length).orElseGet(() -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    // UTF-8

    /** Decodes UTF-8; surrogates stand for themselves. Empty if the bytes are something else. */
    static Optional<String> utf8(byte[] bytes, int from, int to) {
        String quick = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (quick.indexOf('\uFFFD') < 0) {
            return Optional.of(quick);
        }
        StringBuilder out = new StringBuilder(quick.length());
        for (int at = from; at < to; ) {
            int length = length(bytes[at] & 0xFF);
            if (length == 0 || to - at < length) {
                return Optional.empty();
            }
            int point = length == 1 ? bytes[at] : bytes[at] & (0x7F >> length);
            for (int i = 1; i < length; i++) {
                if ((bytes[at + i] & 0xC0) != 0x80) {
                    return Optional.empty();
                }
                point = point << 6 | (bytes[at + i] & 0x3F);
            }
            if (point < smallest(length) || point > Character.MAX_CODE_POINT) {
                return Optional.empty();
            }
            out.appendCodePoint(point);
            at += length;
        }
        return Optional.of(out.toString());
    }

    private static int length(int first) {
        if (first < 0x80) {
            return 1;
        }
        return first >= 0xF5 ? 0 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    }

    private static int smallest(int length) {
        return length == 4 ? 0x10000 : length == 3 ? 0x800 : length == 2 ? 0x80 : 0;
    }

    /** Encodes as Python does with {@code surrogatepass}. */
    static byte[] encode(String text) {
        if (isAscii(text) || text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 8);
        text.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                out.write(0xE0 | point >> 12);
                out.write(0x80 | (point >> 6 & 0x3F));
                out.write(0x80 | (point & 0x3F));
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        return out.toByteArray();
    }

    // Protocol 0

    /** Latin-1 with backslash u and four, or U and eight, hexadecimal digits. */
    private static String rawUnicode(Tape tape, int at, int from, int to) {
        StringBuilder out = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            int c = tape.u8(i);
            int digits = c != '\\' || i + 1 >= to ? 0 : tape.u8(i + 1) == 'u' ? 4 : tape.u8(i + 1) == 'U' ? 8 : 0;
            if (digits == 0) {
                out.append((char) c);
                // A pair of backslashes stays a pair, and the second starts no escape.
                if (c == '\\' && i + 1 < to) {
                    out.append((char) tape.u8(++i));
                }
                continue;
            }
            int point = hex(tape, i + 2, Math.min(to, i + 2 + digits), digits);
            if (point < 0 || point > Character.MAX_CODE_POINT) {
                throw tape.damaged(at, "a character by number after a backslash in UNICODE", "something else");
            }
            out.appendCodePoint(point);
            i += 1 + digits;
        }
        return out.toString();
    }

    /** The number of that many hexadecimal digits; −1 if they are none. */
    private static int hex(Tape tape, int from, int to, int digits) {
        if (to - from != digits) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(tape.u8(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    /** The bytes between the quotes of a Python 2 literal. */
    private static byte[] unquoted(Tape tape, int at, int start, int stop) {
        int from = start;
        int to = stop;
        while (to > from && tape.u8(to - 1) <= ' ') {
            to--;
        }
        boolean quoted =
                to - from >= 2 && tape.u8(from) == tape.u8(to - 1) && (tape.u8(from) == '\'' || tape.u8(from) == '"');
        if (!quoted) {
            throw tape.damaged(at, "a text in quotes after STRING", "none");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int i = from + 1; i < to - 1; ) {
            i = tape.u8(i) == '\\' ? escape(tape, i + 1, to - 1, out) : plain(tape, i, out);
        }
        return out.toByteArray();
    }

    private static int plain(Tape tape, int at, ByteArrayOutputStream out) {
        out.write(tape.u8(at));
        return at + 1;
    }

    /** Writes what the escape at {@code at} stands for; gives the offset after it. */
    private static int escape(Tape tape, int at, int to, ByteArrayOutputStream out) {
        if (at >= to) {
            out.write('\\');
            return at;
        }
        int c = tape.u8(at);
        int simple = "abtnvfr\\'\"".indexOf(c);
        if (simple >= 0) {
            out.write("\007\b\t\n\013\f\r\\'\"".charAt(simple));
            return at + 1;
        }
        if (c == 'x' && hex(tape, at + 1, Math.min(to, at + 3), 2) >= 0) {
            out.write(hex(tape, at + 1, at + 3, 2));
            return at + 3;
        }
        if (c < '0' || c > '7') {
            out.write('\\');
            out.write(c);
            return at + 1;
        }
        int value = 0;
        int end = at;
        while (end < to && end < at + 3 && tape.u8(end) >= '0' && tape.u8(end) <= '7') {
            value = 8 * value + tape.u8(end++) - '0';
        }
        out.write(value);
        return end;
    }
}
