package io.regraft.format.zip;

import io.regraft.checkpoint.Input;
import io.regraft.format.Cursor;
import io.regraft.format.InputBytes;
import io.regraft.format.Limits;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the directory's entries, then each one's local header. */
final class DirectoryReader {

    private static final String PART = "(zip directory)";
    private static final int ZIP64_FIELD = 0x0001;
    private static final int PADDING_FIELD = 'F' | 'B' << 8;
    private static final long SATURATED = 0xFFFF_FFFFL;
    private static final int OFFSET_AT = 42;
    private static final int ENCRYPTED = 1;
    private static final int DESCRIPTOR = 1 << 3;
    private static final int LONGEST_DESCRIPTOR = 24;
    private static final int PATCH = 1 << 5;
    private static final int STRONGLY_ENCRYPTED = 1 << 6;
    private static final int MASKED = 1 << 13;

    private final Input in;
    private final Limits limits;
    private final EndOfDirectory end;
    private final LocalHeader header;

    DirectoryReader(Input in, Limits limits, EndOfDirectory end) {
        this.in = in;
        this.limits = limits;
        this.end = end;
        this.header = new LocalHeader(in);
    }

    List<ZipRecord> read() throws IOException {
        if (end.size() > limits.headerBytes()) {
            throw at(
                    0,
                    String.format(Locale.ROOT, "a directory of at most %,d bytes", limits.headerBytes()),
                    String.format(Locale.ROOT, "%,d", end.size()));
        }
        Cursor c = new Cursor(in.name(), PART, InputBytes.read(in, end.offset(), (int) end.size()), 0);
        int n = c.count(end.entries(), ZipArchive.CENTRAL_LENGTH, "directory entries");
        List<ZipRecord> records = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            records.add(entry(c));
        }
        if (c.remaining() > 0) {
            throw at(
                    c.position(),
                    String.format(Locale.ROOT, "the end after %,d entries", n),
                    String.format(Locale.ROOT, "%,d bytes more", c.remaining()));
        }
        refuseOverlaps(records);
        return records;
    }

    private ZipRecord entry(Cursor c) throws IOException {
        int start = c.position();
        if (c.i32("signature of a directory entry") != ZipArchive.CENTRAL) {
            throw at(start, "a directory entry", "other bytes");
        }
        c.skip(4, "versions");
        int flags = c.u16("flags");
        int method = c.u16("method");
        c.skip(4, "time and date");
        long crc = c.u32("CRC");
        long packed = c.u32("packed size");
        long size = c.u32("size");
        int nameLength = c.u16("name length");
        int extraLength = c.u16("length of extra fields");
        int commentLength = c.u16("comment length");
        c.skip(8, "disk and attributes");
        long offset = c.u32("offset");
        ByteBuffer nameBytes = c.slice(nameLength, "name");
        String name = name(nameBytes, start);
        ByteBuffer extra = c.slice(extraLength, "extra fields");
        c.skip(commentLength, "comment");
        if (packed == SATURATED || size == SATURATED || offset == SATURATED) {
            Wide w = new Wide(size, packed, offset).resolved(new Cursor(in.name(), PART, extra, start));
            size = w.size;
            packed = w.packed;
            offset = w.offset;
        }
        checkKind(name, flags, method, packed, size);
        long data = dataOffset(name, nameBytes, method, packed, offset, noDataBefore(c, flags, packed));
        return new ZipRecord(name, method, crc, packed, size, offset, data);
    }

    private String name(ByteBuffer bytes, int start) {
        Optional<String> name = RecordNames.decoded(bytes);
        if (name.isEmpty()) {
            throw at(start, "a record name in UTF-8", "other bytes");
        }
        if (name.get().isEmpty() || name.get().indexOf('\0') >= 0) {
            throw at(start, "a record name", "an empty one, or one with a zero byte");
        }
        return name.get();
    }

    /** No data of the entry just read lies before this, if the records lie in order; 0 where nothing is sure. */
    private long noDataBefore(Cursor c, int flags, long packed) {
        long next = c.remaining() < ZipArchive.CENTRAL_LENGTH ? end.offset() : c.peekU32(OFFSET_AT);
        if (next == SATURATED || next > end.offset() || packed > end.offset()) {
            return 0;
        }
        return next - packed - ((flags & DESCRIPTOR) != 0 ? LONGEST_DESCRIPTOR : 0);
    }

    /** The three numbers that move into the zip64 field where they do not fit 32 bits. */
    private record Wide(long size, long packed, long offset) {
        Wide resolved(Cursor extra) {
            while (extra.remaining() > 0) {
                int id = extra.u16("extra field id");
                int length = extra.u16("extra field length");
                if (id == ZIP64_FIELD) {
                    return new Wide(widened(size, extra), widened(packed, extra), widened(offset, extra));
                }
                extra.skip(length, "extra field");
            }
            // Exactly 0xFFFFFFFF without the field: the numbers are meant as they are.
            return this;
        }

        private static long widened(long value, Cursor extra) {
            return value == SATURATED ? extra.i64("zip64 field") : value;
        }
    }

    private void checkKind(String name, int flags, int method, long packed, long size) {
        if ((flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED)) != 0) {
            throw refused(name, "the record is encrypted", "Decrypt the archive first; torch can't read it either.");
        }
        if ((flags & PATCH) != 0) {
            throw refused(name, "the record holds a patch to data elsewhere", "Get the whole file.");
        }
        if (method != ZipRecord.STORED && method != ZipRecord.DEFLATED) {
            throw refused(
                    name,
                    "expected method 0 (stored) or 8 (deflated), found " + method,
                    "Unzip the archive and zip it again without compression (zip -0).");
        }
        if (packed < 0 || size < 0 || (method == ZipRecord.STORED && packed != size)) {
            throw refused(
                    name,
                    "the record claims " + Long.toUnsignedString(size) + " bytes, stored in "
                            + Long.toUnsignedString(packed),
                    "The archive is damaged: get it again.");
        }
    }

    /**
     * Where a record's data begins, which only the local header tells.
     *
     * @param after the header may be read up to here without touching data
     */
    private long dataOffset(String name, ByteBuffer nameBytes, int method, long packed, long offset, long after)
            throws IOException {
        int length = ZipArchive.LOCAL_LENGTH + nameBytes.remaining();
        if (offset < 0 || offset > end.offset() - length) {
            throw refused(
                    name,
                    String.format(
                            Locale.ROOT,
                            "expected its header before byte %,d, found it at byte %s",
                            end.offset(),
                            Long.toUnsignedString(offset)),
                    "The archive is damaged: get it again.");
        }
        header.read(offset, length, after);
        if (!header.isOne()) {
            throw refused(
                    name,
                    String.format(Locale.ROOT, "expected its local header at byte %,d, found other bytes", offset),
                    "The archive is damaged: get it again.");
        }
        if (!header.isNamed(nameBytes)) {
            throw refused(
                    name,
                    String.format(Locale.ROOT, "its local header at byte %,d has another name", offset),
                    "The archive is damaged or made to deceive: get it again.");
        }
        if (header.method() != method || (header.flags() & ENCRYPTED) != 0) {
            throw refused(
                    name,
                    "its local header and the directory tell different methods",
                    "The archive is damaged or made to deceive: get it again.");
        }
        long data = offset + length + header.extraLength();
        if (data > end.offset() - packed) {
            throw refused(
                    name,
                    String.format(
                            Locale.ROOT,
                            "expected its %,d bytes before byte %,d, found them to begin at %,d",
                            packed,
                            end.offset(),
                            data),
                    "The archive is damaged: get it again.");
        }
        checkPadding(name, data);
        return data;
    }

    /** A wrong length of the extra fields would shift the data unseen: torch's padding field must end just there. */
    private void checkPadding(String name, long data) throws IOException {
        int left = header.extraLength();
        while (left >= 4) {
            long field = header.field(left);
            int length = (int) (field >>> 16);
            left -= 4;
            boolean padding = (field & 0xFFFF) == PADDING_FIELD;
            if (padding ? length != left : length > left) {
                throw refused(
                        name,
                        String.format(
                                Locale.ROOT,
                                "expected its extra fields to end at byte %,d, found a field of %,d bytes where %,d are left",
                                data,
                                length,
                                left),
                        "The archive is damaged or made to deceive: get it again.");
            }
            left -= length;
        }
    }

    private void refuseOverlaps(List<ZipRecord> records) {
        if (areInOrder(records)) {
            refuseOverlapsInOrder(records);
        } else {
            List<ZipRecord> sorted = new ArrayList<>(records);
            sorted.sort(Comparator.comparingLong(ZipRecord::headerOffset));
            refuseOverlapsInOrder(sorted);
        }
    }

    private void refuseOverlapsInOrder(List<ZipRecord> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).headerOffset() < sorted.get(i - 1).end()) {
                throw refused(
                        sorted.get(i).name(),
                        String.format(
                                Locale.ROOT,
                                "it begins at byte %,d, inside '%s', which ends at byte %,d",
                                sorted.get(i).headerOffset(),
                                sorted.get(i - 1).name(),
                                sorted.get(i - 1).end()),
                        "The archive is made to deceive: do not use it.");
            }
        }
    }

    private static boolean areInOrder(List<ZipRecord> records) {
        for (int i = 1; i < records.size(); i++) {
            if (records.get(i).headerOffset() < records.get(i - 1).headerOffset()) {
                return false;
            }
        }
        return true;
    }

    private RegraftException at(long position, String expected, String found) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InPart(in.name(), PART, position),
                        expected,
                        found,
                        "The archive is damaged: get it again.")
                .asException();
    }

    private RegraftException refused(String name, String what, String fix) {
        return new Problem(Kind.CHECKPOINT, new Where.InPart(in.name(), name, -1), what, fix).asException();
    }
}
