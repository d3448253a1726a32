package io.regraft.format.pytorch.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The values of opcodes that hold nothing: numbers, and where the bytes of texts lie. */
final class Scalars {

    private Scalars() {}

    // Lines of protocol 0

    /** Refuses a line that is not what its opcode says; V, S and P may hold anything. */
    static void checkLine(Tape tape, int at) {
        int op = tape.u8(at);
        if (op == Op.INT || op == Op.LONG) {
            if (!isDecimal(digits(tape, at))) {
                throw notA(tape, at, "a decimal integer");
            }
        } else if (op == Op.FLOAT) {
            realLine(tape, at);
        }
    }

    private static RuntimeException notA(Tape tape, int at, String what) {
        String line = line(tape, at);
        return tape.damaged(
                at,
                what + " after " + Op.name(tape.u8(at)),
                line.length() > 40
                        ? String.format(Locale.ROOT, "%,d other characters", line.length())
                        : "'" + line + "'");
    }

    static String line(Tape tape, int at) {
        int end = tape.lineEnd(at + 1);
        return new String(tape.bytes(), at + 1, end - at - 1, StandardCharsets.ISO_8859_1);
    }

    /** The line of INT or LONG without the L. */
    private static String digits(Tape tape, int at) {
        String line = line(tape, at).strip();
        return tape.u8(at) == Op.LONG && line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    }

    private static boolean isDecimal(String text) {
        int from = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return text.length() > from;
    }

    /** INT's two ways to write a bool. */
    static boolean isTextBool(Tape tape, int at) {
        return tape.u8(at) == Op.INT
                && tape.u8(at + 1) == '0'
                && (tape.u8(at + 2) == '0' || tape.u8(at + 2) == '1')
                && tape.u8(at + 3) == '\n';
    }

    private static double realLine(Tape tape, int at) {
        String line = line(tape, at).strip().toLowerCase(Locale.ROOT);
        if (line.matches("[+-]?nan")) {
            return Double.NaN;
        }
        if (line.matches("[+-]?inf(inity)?")) {
            return line.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        // Java reads some forms more, such as hexadecimal ones.
        boolean plain = !line.isEmpty() && line.chars().allMatch(c -> "0123456789+-.e".indexOf(c) >= 0);
        try {
            return Double.parseDouble(plain ? line : "none");
        } catch (NumberFormatException e) {
            throw notA(tape, at, "a number");
        }
    }

    // Memo

    /** The index that a PUT or GET names, as an unsigned 32-bit number. */
    static int memoIndex(Tape tape, int at) {
        return switch (tape.u8(at)) {
            case Op.BINPUT, Op.BINGET -> tape.u8(at + 1);
            case Op.LONG_BINPUT, Op.LONG_BINGET -> tape.i32(at + 1);
            default -> indexLine(tape, at);
        };
    }

    private static int indexLine(Tape tape, int at) {
        int end = tape.lineEnd(at + 1);
        long index = 0;
        for (int i = at + 1; i < end; i++) {
            int digit = tape.u8(i) - '0';
            index = 10 * index + digit;
            if (digit < 0 || digit > 9 || index > 0xFFFF_FFFFL) {
                throw notA(tape, at, "an index up to 4,294,967,295");
            }
        }
        if (end == at + 1) {
            throw notA(tape, at, "an index up to 4,294,967,295");
        }
        return (int) index;
    }

    // Numbers

    static boolean bool(Tape tape, int at) {
        return tape.u8(at) == Op.NEWTRUE || (tape.u8(at) == Op.INT && tape.u8(at + 2) == '1');
    }

    /** The value of an integer opcode. */
    static BigInteger integer(Tape tape, int at) {
        return switch (tape.u8(at)) {
            case Op.LONG1 -> littleEndian(tape, at + 2, tape.u8(at + 1));
            case Op.LONG4 -> littleEndian(tape, at + 5, tape.i32(at + 1));
            case Op.INT, Op.LONG -> new BigInteger(digits(tape, at));
            default -> BigInteger.valueOf(small(tape, at));
        };
    }

    /** True if the integer fits 64 bits, so that {@link #small} gives it. */
    static boolean isSmall(Tape tape, int at) {
        return switch (tape.u8(at)) {
            case Op.LONG1 -> tape.u8(at + 1) <= 8;
            case Op.LONG4 -> tape.i32(at + 1) <= 8;
            case Op.INT, Op.LONG ->
                digits(tape, at).length() <= 20 && integer(tape, at).bitLength() <= 63;
            default -> true;
        };
    }

    static long small(Tape tape, int at) {
        return switch (tape.u8(at)) {
            case Op.BININT -> tape.i32(at + 1);
            case Op.BININT1 -> tape.u8(at + 1);
            case Op.BININT2 -> tape.u16(at + 1);
            case Op.LONG1 -> signed(tape, at + 2, tape.u8(at + 1));
            case Op.LONG4 -> signed(tape, at + 5, tape.i32(at + 1));
            default -> integer(tape, at).longValue();
        };
    }

    private static long signed(Tape tape, int from, int length) {
        long value = length == 0 ? 0 : tape.bytes()[from + length - 1] < 0 ? -1 : 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | tape.u8(from + i);
        }
        return value;
    }

    private static BigInteger littleEndian(Tape tape, int from, int length) {
        if (length == 0) {
            return BigInteger.ZERO;
        }
        byte[] big = new byte[length];
        for (int i = 0; i < length; i++) {
            big[i] = tape.bytes()[from + length - 1 - i];
        }
        return new BigInteger(big);
    }

    static double real(Tape tape, int at) {
        if (tape.u8(at) == Op.FLOAT) {
            return realLine(tape, at);
        }
        return ByteBuffer.wrap(tape.bytes(), at + 1, 8)
                .order(ByteOrder.BIG_ENDIAN)
                .getDouble();
    }
}
