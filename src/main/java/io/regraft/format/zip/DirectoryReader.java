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
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Reads the directory's entries, then each one's local header. */
final class DirectoryReader {

    private static final String PART = "(zip directory)";
    private static final int ZIP64_FIELD = 0x0001;
    private static final int PADDING_FIELD = 'F' | 'B' << 8;
    private static final long SATURATED = 0xFFFF_FFFFL;
    private static final int ENCRYPTED = 1;
    private static final int PATCH = 1 << 5;
    private static final int STRONGLY_ENCRYPTED = 1 << 6;
    private static final int MASKED = 1 << 13;

    private final Input in;
    private final Limits limits;
    private final EndOfDirectory end;
    private final ByteBuffer header = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);

    DirectoryReader(Input in, Limits limits, EndOfDirectory end) {
        this.in = in;
        this.limits = limits;
        this.end = end;
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
        Cursor extra = new Cursor(in.name(), PART, c.slice(extraLength, "extra fields"), start);
        c.skip(commentLength, "comment");
        if (packed == SATURATED || size == SATURATED || offset == SATURATED) {
            Wide w = new Wide(size, packed, offset).resolved(extra);
            size = w.size;
            packed = w.packed;
            offset = w.offset;
        }
        checkKind(name, flags, method, packed, size);
        return local(name, nameBytes.rewind(), new ZipRecord(name, method, crc, packed, size, offset, 0));
    }

    private String name(ByteBuffer bytes, int start) {
        try {
            String name = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (!name.isEmpty() && name.indexOf('\0') < 0) {
                return name;
            }
        } catch (CharacterCodingException e) {
            throw at(start, "a record name in UTF-8", "other bytes");
        }
        throw at(start, "a record name", "an empty one, or one with a zero byte");
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

    /** The record with its data's place, which only the local header tells. */
    private ZipRecord local(String name, ByteBuffer nameBytes, ZipRecord r) throws IOException {
        long offset = r.headerOffset();
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
        InputBytes.fill(in, offset, header.clear().limit(length));
        header.flip();
        if (header.getInt(0) != ZipArchive.LOCAL) {
            throw refused(
                    name,
                    String.format(Locale.ROOT, "expected its local header at byte %,d, found other bytes", offset),
                    "The archive is damaged: get it again.");
        }
        ByteBuffer localName = header.slice(ZipArchive.LOCAL_LENGTH, nameBytes.remaining());
        if ((header.getShort(26) & 0xFFFF) != nameBytes.remaining() || !localName.equals(nameBytes)) {
            throw refused(
                    name,
                    String.format(Locale.ROOT, "its local header at byte %,d has another name", offset),
                    "The archive is damaged or made to deceive: get it again.");
        }
        if ((header.getShort(8) & 0xFFFF) != r.method() || (header.getShort(6) & ENCRYPTED) != 0) {
            throw refused(
                    name,
                    "its local header and the directory tell different methods",
                    "The archive is damaged or made to deceive: get it again.");
        }
        long data = offset + length + (header.getShort(28) & 0xFFFF);
        if (data > end.offset() - r.packed()) {
            throw refused(
                    name,
                    String.format(
                            Locale.ROOT,
                            "expected its %,d bytes before byte %,d, found them to begin at %,d",
                            r.packed(),
                            end.offset(),
                            data),
                    "The archive is damaged: get it again.");
        }
        checkPadding(name, offset + length, header.getShort(28) & 0xFFFF);
        return new ZipRecord(name, r.method(), r.crc32(), r.packed(), r.size(), offset, data);
    }

    /** A wrong length of the extra fields would shift the data unseen: torch's padding field must end just there. */
    private void checkPadding(String name, long offset, int length) throws IOException {
        InputBytes.fill(in, offset, header.clear().limit(length));
        header.flip();
        while (header.remaining() >= 4) {
            int id = header.getShort() & 0xFFFF;
            int field = header.getShort() & 0xFFFF;
            boolean padding = id == PADDING_FIELD;
            if (padding ? field != header.remaining() : field > header.remaining()) {
                throw refused(
                        name,
                        String.format(
                                Locale.ROOT,
                                "expected its extra fields to end at byte %,d, found a field of %,d bytes where %,d are left",
                                offset + length,
                                field,
                                header.remaining()),
                        "The archive is damaged or made to deceive: get it again.");
            }
            header.position(header.position() + field);
        }
    }

    private void refuseOverlaps(List<ZipRecord> records) {
        List<ZipRecord> sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparingLong(ZipRecord::headerOffset));
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
