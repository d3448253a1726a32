package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * A piece of the file's metadata in memory.
 *
 * @param file name of the file
 * @param position where it lies, counted from the start of the file
 * @param bytes all of it, little-endian
 */
record Block(String file, long position, ByteBuffer bytes) {

    Block {
        bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes, from 0 to the block's length; each call gives a buffer of its own. */
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    int length() {
        return bytes.limit();
    }

    Cursor cursor() {
        return new Cursor(file, "", bytes, position);
    }

    /** A part of the block that the caller knows to be inside. */
    Block slice(int from, int length) {
        return new Block(file, position + from, bytes.slice(from, length));
    }

    /** Refuses a block that does not begin with a signature. */
    void requireSignature(String signature) {
        for (int i = 0; i < signature.length(); i++) {
            if (i >= length() || bytes.get(i) != signature.charAt(i)) {
                throw damaged(0, "the signature '" + signature + "'", "other bytes");
            }
        }
    }

    /** Refuses a block whose last four bytes are not the checksum of those before. */
    void requireChecksum(String what) {
        int end = length() - 4;
        int expected = Lookup3.of(bytes().limit(end));
        int found = bytes.getInt(end);
        if (found != expected) {
            throw damaged(
                    end,
                    String.format(Locale.ROOT, "checksum %08x of %s", expected, what),
                    String.format(Locale.ROOT, "%08x", found));
        }
    }

    RegraftException damaged(long at, String expected, String found) {
        return problem(file, position + at, expected, found);
    }

    static RegraftException problem(String file, long position, String expected, String found) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InPart(file, "", position),
                        expected,
                        found,
                        "The file is damaged or hostile: get it again.")
                .asException();
    }
}
