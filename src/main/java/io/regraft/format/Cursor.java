package io.regraft.format;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Reads a header that is in memory; every read is checked, every count compared with what is left. Little-endian. */
public final class Cursor {

    private final String file;
    private final String part;
    private final ByteBuffer bytes;
    private final long base;

    /**
     * A cursor at the start of {@code bytes}.
     *
     * @param file name of the file
     * @param part name of the record inside it; empty for the file itself
     * @param base offset of {@code bytes} in the part, for messages
     */
    public Cursor(String file, String part, ByteBuffer bytes, long base) {
        this.file = file;
        this.part = part;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.base = base;
    }

    public int position() {
        return bytes.position();
    }

    /** Goes to a position that the caller knows to be inside. */
    public void position(int position) {
        bytes.position(position);
    }

    public int size() {
        return bytes.limit();
    }

    public int remaining() {
        return bytes.remaining();
    }

    public int u8(String what) {
        need(1, what);
        return bytes.get() & 0xFF;
    }

    public int u16(String what) {
        need(2, what);
        return bytes.getShort() & 0xFFFF;
    }

    public long u32(String what) {
        need(4, what);
        return bytes.getInt() & 0xFFFF_FFFFL;
    }

    /** The number {@code ahead} bytes after the position, which the caller knows to be inside. */
    public long peekU32(int ahead) {
        return bytes.getInt(bytes.position() + ahead) & 0xFFFF_FFFFL;
    }

    public int i32(String what) {
        need(4, what);
        return bytes.getInt();
    }

    /** Eight bytes as they are; the caller refuses negative ones where they are lengths. */
    public long i64(String what) {
        need(8, what);
        return bytes.getLong();
    }

    /** A claimed number of things of a size: checked against what is left before anything is allocated. */
    public int count(long claimed, long bytesEach, String what) {
        if (claimed < 0 || claimed > bytes.remaining() / Math.max(1, bytesEach)) {
            throw problem(
                            bytes.position(),
                            String.format(Locale.ROOT, "room for %s", what),
                            String.format(
                                    Locale.ROOT,
                                    "a claim of %s in the %,d bytes that are left",
                                    claimed < 0
                                            ? Long.toUnsignedString(claimed)
                                            : String.format(Locale.ROOT, "%,d", claimed),
                                    bytes.remaining()),
                            "The file is damaged or hostile: get it again from where it came.")
                    .asException();
        }
        return (int) claimed;
    }

    /** The next bytes, without a copy. */
    public ByteBuffer slice(int length, String what) {
        need(length, what);
        ByteBuffer s = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + length);
        return s;
    }

    public void skip(int length, String what) {
        need(length, what);
        bytes.position(bytes.position() + length);
    }

    private void need(int n, String what) {
        if (n < 0 || bytes.remaining() < n) {
            throw problem(
                            bytes.position(),
                            String.format(Locale.ROOT, "%,d bytes of %s", n, what),
                            String.format(Locale.ROOT, "the end after %,d", bytes.remaining()),
                            "The file was cut short or is damaged: copy it again.")
                    .asException();
        }
    }

    /** A problem at a position of this part. */
    public Problem problem(long position, String expected, String found, String fix) {
        return Problem.expected(Kind.CHECKPOINT, new Where.InPart(file, part, base + position), expected, found, fix);
    }

    public RegraftException damaged(long position, String expected, String found) {
        return problem(
                        position,
                        expected,
                        found,
                        "The file is damaged or hostile; nothing in it was run. Get it again.")
                .asException();
    }
}
