package io.regraft.format.zip;

import io.regraft.checkpoint.Input;
import io.regraft.format.Cursor;
import io.regraft.format.InputBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the directory lies, by the record at the end of the archive.
 *
 * @param entries number of entries
 * @param offset where the directory begins
 * @param size its length
 * @param limit no record and no part of the directory reaches beyond this
 * @param commentLength length of the comment, as claimed
 * @param tail where the bytes after the end record begin, the comment among them
 */
record EndOfDirectory(long entries, long offset, long size, long limit, int commentLength, long tail) {

    static final int LENGTH = 22;
    private static final int SIGNATURE = 0x06054b50;
    private static final int LOCATOR_LENGTH = 20;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int ZIP64_LENGTH = 56;
    private static final int ZIP64_SIGNATURE = 0x06064b50;
    private static final int FARTHEST = 0xFFFF;

    static EndOfDirectory find(Input in) throws IOException {
        // Nearly always there is no comment; looking further would read tensors.
        Optional<EndOfDirectory> last = find(in, LENGTH);
        if (last.isEmpty()) {
            last = find(in, FARTHEST + LENGTH);
        }
        if (last.isEmpty()) {
            throw CutShort.of(in);
        }
        return last.get();
    }

    private static Optional<EndOfDirectory> find(Input in, int farthest) throws IOException {
        int window = (int) Math.min(in.size(), farthest);
        long base = in.size() - window;
        ByteBuffer tail = InputBytes.read(in, base, window);
        OptionalInt at = lastSignature(tail);
        if (at.isEmpty()) {
            return Optional.empty();
        }
        Cursor c = new Cursor(in.name(), "", tail, base);
        c.position(at.getAsInt() + 4);
        int disk = c.u16("disk number");
        int firstDisk = c.u16("disk number of the directory");
        int here = c.u16("entries on this disk");
        int entries = c.u16("entries");
        long size = c.u32("directory size");
        long offset = c.u32("directory offset");
        int comment = c.u16("comment length");
        long end = base + at.getAsInt();
        EndOfDirectory classic = new EndOfDirectory(entries, offset, size, end, comment, base + c.position());
        Optional<EndOfDirectory> wide = zip64(in, end, classic);
        EndOfDirectory found = wide.orElse(classic);
        if (wide.isEmpty() && (disk != 0 || firstDisk != 0 || here != entries)) {
            throw c.damaged(at.getAsInt(), "an archive of one piece", "piece " + disk + " of several");
        }
        if (found.offset < 0 || found.size < 0 || found.offset > found.limit - found.size) {
            throw c.damaged(
                    at.getAsInt(),
                    String.format(Locale.ROOT, "a directory before byte %,d", found.limit),
                    "one at byte " + Long.toUnsignedString(found.offset) + " of " + Long.toUnsignedString(found.size)
                            + " bytes");
        }
        return Optional.of(found);
    }

    private static OptionalInt lastSignature(ByteBuffer tail) {
        for (int at = tail.limit() - LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == SIGNATURE) {
                return OptionalInt.of(at);
            }
        }
        return OptionalInt.empty();
    }

    /** What the zip64 record says, if its locator stands before the end record. */
    private static Optional<EndOfDirectory> zip64(Input in, long end, EndOfDirectory classic) throws IOException {
        if (end < LOCATOR_LENGTH) {
            return Optional.empty();
        }
        long locatorAt = end - LOCATOR_LENGTH;
        Cursor locator = new Cursor(in.name(), "", InputBytes.read(in, locatorAt, LOCATOR_LENGTH), locatorAt);
        if (locator.i32("signature") != LOCATOR_SIGNATURE) {
            return Optional.empty();
        }
        locator.skip(4, "disk number");
        long at = locator.i64("offset of the zip64 end record");
        if (at < 0 || at > locatorAt - ZIP64_LENGTH) {
            throw locator.damaged(
                    8,
                    String.format(Locale.ROOT, "a zip64 end record before byte %,d", locatorAt),
                    "byte " + Long.toUnsignedString(at));
        }
        Cursor c = new Cursor(in.name(), "", InputBytes.read(in, at, ZIP64_LENGTH), at);
        if (c.i32("signature") != ZIP64_SIGNATURE) {
            throw c.damaged(0, "a zip64 end record", "other bytes");
        }
        c.skip(20, "version and disk numbers");
        long here = c.i64("entries on this disk");
        long entries = c.i64("entries");
        if (here != entries) {
            throw c.damaged(24, "an archive of one piece", "a piece of several");
        }
        long size = c.i64("directory size");
        long offset = c.i64("directory offset");
        return Optional.of(new EndOfDirectory(entries, offset, size, at, classic.commentLength, classic.tail));
    }
}
