package io.regraft.format.zip;

import io.regraft.format.Assembly;
import io.regraft.format.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * An archive as torch's writer lays it out.
 *
 * <pre>
 * archive    = record* directory zip64-end locator end tail
 * record     = local-header [zip64-field] padding-field bytes [descriptor]
 * padding    = "FB" u16(n) "Z"*n, so that the bytes begin at a multiple of the alignment
 * descriptor = PK\7\8 crc packed size; 4-byte sizes, 8-byte ones where there is a zip64 field; none after no bytes
 * </pre>
 *
 * <p>Times, attributes and versions are 0, sizes and CRC in the local header too; the zip64 end record is always there.
 */
public final class ZipLayout {

    private static final long WIDE = 0xFFFF_FFFFL;

    private final List<ZipEntry> entries;
    private final int alignment;
    private final int commentLength;
    private final Part.Copied tail;

    private final List<Part> parts = new ArrayList<>();
    private final LittleEndianBytes pending = new LittleEndianBytes(1 << 10);
    private final List<Placed> placed = new ArrayList<>();
    private long position;

    /** An entry with the place of its header and of its bytes among the parts. */
    private record Placed(ZipEntry entry, int nameLength, long header, int part, long knownCrc) {
        static Placed at(ZipEntry e, long header) {
            return new Placed(e, LittleEndianBytes.length(e.name()), header, 0, 0);
        }

        Placed at(int index, long crc) {
            return new Placed(entry, nameLength, header, index, crc);
        }

        boolean isBig() {
            return entry.size() >= WIDE || entry.content().packed() >= WIDE;
        }

        boolean isFar() {
            return header >= WIDE;
        }

        boolean isWide() {
            return isBig() || isFar();
        }

        /** Length of the zip64 field. */
        int wideField() {
            return isWide() ? 4 + (isBig() ? 16 : 0) + (isFar() ? 8 : 0) : 0;
        }

        /** None where it would not fit the 16 bits of its length: one record in 16,000 at an alignment of 65,536. */
        int padding(int alignment) {
            int padding = (int) Math.floorMod(-unpadded(), (long) alignment);
            return wideField() + 4 + padding > 0xFFFF ? 0 : padding;
        }

        private long unpadded() {
            return header + ZipArchive.LOCAL_LENGTH + nameLength + wideField() + 4;
        }

        long start(int alignment) {
            return unpadded() + padding(alignment);
        }

        int descriptorLength() {
            return isEmpty() ? 0 : isWide() ? 24 : 16;
        }

        boolean isEmpty() {
            return entry.size() == 0 && entry.content().packed() == 0;
        }

        boolean isLate() {
            return knownCrc < 0;
        }

        long crc(Part.Written written) {
            return isLate() ? written.crc32(part) : knownCrc;
        }
    }

    private ZipLayout(List<ZipEntry> entries, int alignment, int commentLength, Part.Copied tail) {
        this.entries = entries;
        this.alignment = alignment;
        this.commentLength = commentLength;
        this.tail = tail;
    }

    /**
     * The parts of an archive of these entries.
     *
     * @param source its comment, and what follows it, are kept
     */
    public static Assembly of(List<ZipEntry> entries, int alignment, ZipArchive source) {
        Part.Copied tail = new Part.Copied("archive comment", source.tail(), OptionalLong.empty());
        return new ZipLayout(entries, alignment, source.commentLength(), tail).assemble();
    }

    /** True if the records of an archive lie where torch's writer would have put them. */
    public static boolean isTorchs(ZipArchive source, int alignment) {
        long at = 0;
        for (ZipRecord r : source.records()) {
            Placed p = Placed.at(ZipEntry.copied(source, r), at);
            if (r.headerOffset() != at || r.dataOffset() != p.start(alignment)) {
                return false;
            }
            at = r.end() + p.descriptorLength();
        }
        return true;
    }

    private Assembly assemble() {
        for (ZipEntry e : entries) {
            place(e);
        }
        directory();
        flush("archive layout");
        if (tail.length() > 0) {
            parts.add(tail);
        }
        return new Assembly(parts);
    }

    private void place(ZipEntry e) {
        Placed p = Placed.at(e, position());
        localHeader(p);
        if (!p.isEmpty()) {
            p = content(p);
            descriptor(p);
        }
        placed.add(p);
    }

    private void localHeader(Placed p) {
        pending.u32(ZipArchive.LOCAL).u16(p.entry.method() == ZipRecord.DEFLATED ? 20 : 0);
        pending.u16(p.isEmpty() ? 0x0800 : 0x0808).u16(p.entry.method()).u32(0);
        pending.u32(0).u32(0).u32(0).u16(p.nameLength);
        int wide = p.wideField();
        int padding = p.padding(alignment);
        pending.u16(wide + 4 + padding).text(p.entry.name());
        if (wide > 0) {
            pending.u16(1).u16(wide - 4);
            if (p.isBig()) {
                pending.u64(p.entry.size()).u64(0);
            }
            if (p.isFar()) {
                pending.u64(p.header);
            }
        }
        pending.u16('F' | 'B' << 8).u16(padding).fill('Z', padding);
    }

    private Placed content(Placed p) {
        flush(p.entry.name() + " (header)");
        int index = parts.size();
        ZipEntry.Content content = p.entry.content();
        Placed result;
        if (content instanceof ZipEntry.Known known) {
            parts.add(known.part());
            result = p.at(index, known.crc32());
        } else if (content instanceof ZipEntry.Computed computed) {
            parts.add(computed.part());
            result = p.at(index, -1);
        } else {
            result = fromChecksums(p, (ZipEntry.FromChecksums) content, index);
        }
        position += content.packed();
        return result;
    }

    private Placed fromChecksums(Placed p, ZipEntry.FromChecksums content, int index) {
        List<Placed> before = List.copyOf(placed);
        long[] sizes = before.stream().mapToLong(b -> b.entry.size()).toArray();
        Part.Maker maker = written -> content.fold()
                .of(sizes, before.stream().mapToLong(b -> b.crc(written)).toArray());
        if (before.stream().anyMatch(Placed::isLate)) {
            parts.add(new Part.Late(p.entry.name(), content.bytes(), maker));
            return p.at(index, content.checksummed() ? -1 : 0);
        }
        byte[] bytes = maker.make(ZipLayout::nothingIsLate);
        parts.add(Part.Literal.of(p.entry.name(), bytes));
        return p.at(index, content.checksummed() ? crc(bytes) : 0);
    }

    private static long nothingIsLate(int part) {
        throw new IllegalStateException("part " + part + " has a checksum that is known");
    }

    /** CRC-32 of bytes in memory. */
    public static long crc(byte[] bytes) {
        return crc(ByteBuffer.wrap(bytes));
    }

    /** CRC-32 of the bytes from position to limit; the buffer stays as it is. */
    public static long crc(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    private void descriptor(Placed p) {
        if (p.isLate()) {
            parts.add(new Part.Late(
                    p.entry.name() + " (descriptor)",
                    p.descriptorLength(),
                    written -> descriptor(new LittleEndianBytes(p.descriptorLength()), p, p.crc(written))
                            .take()));
            position += p.descriptorLength();
        } else {
            descriptor(pending, p, p.knownCrc);
        }
    }

    private static LittleEndianBytes descriptor(LittleEndianBytes b, Placed p, long crc) {
        b.u32(0x08074b50).u32(crc);
        if (p.isWide()) {
            b.u64(p.entry.content().packed()).u64(p.entry.size());
        } else {
            b.u32(p.entry.content().packed()).u32(p.entry.size());
        }
        return b;
    }

    private void directory() {
        long offset = position();
        List<Placed> all = List.copyOf(placed);
        int length = all.stream().mapToInt(ZipLayout::centralLength).sum();
        if (all.stream().anyMatch(Placed::isLate)) {
            flush("archive layout");
            parts.add(new Part.Late(
                    "zip directory",
                    length,
                    written -> directory(new LittleEndianBytes(length), all, written)
                            .take()));
            position += length;
        } else {
            directory(pending, all, ZipLayout::nothingIsLate);
        }
        end(offset, length, all.size());
    }

    private static int centralLength(Placed p) {
        return ZipArchive.CENTRAL_LENGTH + p.nameLength + p.wideField();
    }

    private static LittleEndianBytes directory(LittleEndianBytes b, List<Placed> all, Part.Written written) {
        for (Placed p : all) {
            b.u32(ZipArchive.CENTRAL).u16(0).u16(p.entry.method() == ZipRecord.DEFLATED ? 20 : 0);
            b.u16(p.isEmpty() ? 0x0800 : 0x0808).u16(p.entry.method()).u32(0).u32(p.crc(written));
            b.u32(p.isBig() ? WIDE : p.entry.content().packed()).u32(p.isBig() ? WIDE : p.entry.size());
            b.u16(p.nameLength).u16(p.wideField()).u16(0).u16(0).u16(0).u32(0);
            b.u32(p.isFar() ? WIDE : p.header).text(p.entry.name());
            if (p.isWide()) {
                b.u16(1).u16(p.wideField() - 4);
                if (p.isBig()) {
                    b.u64(p.entry.size()).u64(p.entry.content().packed());
                }
                if (p.isFar()) {
                    b.u64(p.header);
                }
            }
        }
        return b;
    }

    private void end(long offset, long length, int count) {
        long zip64At = position();
        pending.u32(0x06064b50).u64(44).u16(0x031E).u16(0x2D).u32(0).u32(0);
        pending.u64(count).u64(count).u64(length).u64(offset);
        pending.u32(0x07064b50).u32(0).u64(zip64At).u32(1);
        int shown = Math.min(count, 0xFFFF);
        pending.u32(0x06054b50).u16(0).u16(0).u16(shown).u16(shown);
        pending.u32(Math.min(length, WIDE)).u32(Math.min(offset, WIDE)).u16(commentLength);
    }

    private long position() {
        return position + pending.size();
    }

    private void flush(String what) {
        if (pending.size() > 0) {
            position += pending.size();
            parts.add(new Part.Literal(what, ByteBuffer.wrap(pending.take())));
        }
    }
}
