package io.regraft.format.pytorch.pickle;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The bytes of a pickle, and where they come from. */
final class Tape {

    /** A line longer than this is no number, name or index. */
    private static final int LONGEST_LINE = 65_536;

    private static final String DAMAGED = "The file is damaged or hostile; nothing in it was run. Get it again.";

    private final byte[] bytes;
    private final int size;
    private final String file;
    private final String part;

    private Tape(byte[] bytes, int size, String file, String part) {
        this.bytes = bytes;
        this.size = size;
        this.file = file;
        this.part = part;
    }

    static Tape of(ByteBuffer buffer, String file, String part) {
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.position() == 0) {
            return new Tape(buffer.array(), buffer.limit(), file, part);
        }
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return new Tape(copy, copy.length, file, part);
    }

    /** The same place for other bytes: what an edit made. */
    Tape with(Rewritten edited) {
        return new Tape(edited.array(), edited.size(), file, part);
    }

    int size() {
        return size;
    }

    /** The bytes themselves, for loops; nobody writes to them. */
    @SuppressWarnings("EI_EXPOSE_REP")
    byte[] bytes() {
        return bytes;
    }

    int u8(int at) {
        return bytes[at] & 0xFF;
    }

    int u16(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int i32(int at) {
        return u16(at) | u16(at + 2) << 16;
    }

    long i64(int at) {
        return (i32(at) & 0xFFFF_FFFFL) | (long) i32(at + 4) << 32;
    }

    /** Position of the line feed that ends the line; the size if none does. */
    int lineEnd(int from) {
        int at = from;
        while (at < size && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Offset after an opcode that was checked before. */
    int next(int at) {
        int argument = Op.argument(u8(at));
        return switch (argument) {
            case Op.LINE -> lineEnd(at + 1) + 1;
            case Op.TWO_LINES -> lineEnd(lineEnd(at + 1) + 1) + 1;
            case Op.LENGTH1 -> at + 2 + u8(at + 1);
            case Op.LENGTH4 -> at + 5 + i32(at + 1);
            case Op.LENGTH8 -> at + 9 + i32(at + 1);
            default -> at + 1 + argument;
        };
    }

    /** Offset after the opcode, every claim in it compared with what is left. */
    int checkedNext(int at) {
        int op = u8(at);
        int argument = Op.argument(op);
        if (argument >= 0 && argument < size - at) {
            return at + 1 + argument;
        }
        return switch (argument) {
            case Op.LINE -> checkedLine(at, at + 1, op);
            case Op.TWO_LINES -> checkedLine(at, checkedLine(at, at + 1, op), op);
            case Op.LENGTH1 -> counted(at, 1, room(at, op, 1) ? u8(at + 1) : -1);
            case Op.LENGTH4 -> counted(at, 4, room(at, op, 4) ? length4(at, op) : -1);
            case Op.LENGTH8 -> counted(at, 8, room(at, op, 8) ? i64(at + 1) : -1);
            case Op.UNKNOWN -> throw damaged(at, "an opcode of pickle protocols 0 to 5", Op.name(op));
            default -> {
                room(at, op, argument);
                yield at + 1 + argument;
            }
        };
    }

    /** BINUNICODE and BINBYTES count without sign, the older two with. */
    private long length4(int at, int op) {
        boolean signed = op == Op.BINSTRING || op == Op.LONG4;
        return signed ? i32(at + 1) : i32(at + 1) & 0xFFFF_FFFFL;
    }

    private boolean room(int at, int op, int needed) {
        if (size - at - 1 < needed) {
            throw damaged(
                    at,
                    String.format(Locale.ROOT, "%,d bytes after %s", needed, Op.name(op)),
                    String.format(Locale.ROOT, "the end after %,d", size - at - 1));
        }
        return true;
    }

    private int counted(int at, int width, long claimed) {
        int left = size - at - 1 - width;
        if (claimed < 0 || claimed > left) {
            throw damaged(
                    at,
                    String.format(Locale.ROOT, "at most %,d bytes in %s", left, Op.name(u8(at))),
                    claimed < 0
                            ? "a claim of " + Long.toUnsignedString(claimed)
                            : String.format(Locale.ROOT, "a claim of %,d", claimed));
        }
        return at + 1 + width + (int) claimed;
    }

    private int checkedLine(int at, int from, int op) {
        boolean text = op == Op.UNICODE || op == Op.STRING;
        int stop = text ? size : (int) Math.min(size, (long) from + LONGEST_LINE);
        int end = from;
        while (end < stop && bytes[end] != '\n') {
            end++;
        }
        if (end == stop) {
            throw damaged(
                    at,
                    "a line feed to end " + Op.name(op),
                    String.format(Locale.ROOT, "none in %,d bytes", stop - from));
        }
        return end + 1;
    }

    Where where(int at) {
        return new Where.InPart(file, part, at);
    }

    /** The file or a record of it is not what it should be. */
    RegraftException damaged(int at, String expected, String found) {
        return Problem.expected(Kind.CHECKPOINT, where(at), expected, found, DAMAGED)
                .asException();
    }

    /** The file may be fine, but this can't be done with it. */
    RegraftException refused(int at, String what, String fix) {
        return new Problem(Kind.CHECKPOINT, where(at), what, fix).asException();
    }
}
