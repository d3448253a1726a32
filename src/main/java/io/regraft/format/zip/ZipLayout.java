package io.regraft.format.zip;

import io.regraft.format.Assembly;
import io.regraft.format.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final List<ZipEntry> entries;
    private final int alignment;
    private final int commentLength;
    private final Optional<Part.Copied> tail;

    private final List<Part> parts = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private long position;
    /** Where the headers and descriptors begin that belong to no part yet. */
    private long gap;

    private ZipLayout(List<ZipEntry> entries, int alignment, int commentLength, Optional<Part.Copied> tail) {
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
        return new ZipLayout(entries, alignment, source.commentLength(), Optional.of(tail)).assemble();
    }

    /** The parts of a new archive, without a comment. */
    public static Assembly of(List<ZipEntry> entries, int alignment) {
        return new ZipLayout(entries, alignment, 0, Optional.empty()).assemble();
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
        tail.filter(t -> t.length() > 0).ifPresent(parts::add);
        return Assembly.ofFile(parts);
    }

    private void place(ZipEntry e) {
        Placed p = Placed.at(e, position);
        position += p.headerLength(alignment);
        if (p.isEmpty()) {
            placed.add(p);
            return;
        }
        int first = firstInGap();
        int number = placed.size();
        parts.add(new Part.Literal(e.name(), "header", position - gap, () -> headers(first, number)));
        Placed whole = content(p);
        placed.add(whole);
        position += e.content().packed();
        gap = position;
        position += whole.descriptorLength();
        if (whole.isLate()) {
            parts.add(new Part.Late(
                    e.name() + " (descriptor)",
                    whole.descriptorLength(),
                    written -> whole.descriptor(bytes(whole.descriptorLength()), whole.crc(written))
                            .take()));
            gap = position;
        }
    }

    /** Number of the first entry whose header belongs to no part yet. */
    private int firstInGap() {
        int first = placed.size();
        while (first > 0 && placed.get(first - 1).isEmpty()) {
            first--;
        }
        return first;
    }

    /** What lies before the bytes of an entry: the descriptor of one before it, then headers from one entry to it. */
    private ByteBuffer headers(int first, int last) {
        LittleEndianBytes b = bytes(256);
        gap(b, first, last);
        return ByteBuffer.wrap(b.take());
    }

    private void gap(LittleEndianBytes b, int first, int last) {
        if (first > 0 && !placed.get(first - 1).isLate()) {
            Placed before = placed.get(first - 1);
            before.descriptor(b, before.knownCrc());
        }
        for (int i = first; i <= last; i++) {
            placed.get(i).localHeader(b, alignment);
        }
    }

    private static LittleEndianBytes bytes(int capacity) {
        return new LittleEndianBytes(capacity);
    }

    /** Adds the part of an entry's bytes. */
    private Placed content(Placed p) {
        int index = parts.size();
        ZipEntry.Content content = p.entry().content();
        if (content instanceof ZipEntry.Known known) {
            parts.add(known.part());
            return p.at(index, known.crc32());
        }
        if (content instanceof ZipEntry.Computed computed) {
            parts.add(computed.part());
            return p.at(index, -1);
        }
        return fromChecksums(p, (ZipEntry.FromChecksums) content, index);
    }

    private Placed fromChecksums(Placed p, ZipEntry.FromChecksums content, int index) {
        List<Placed> before = List.copyOf(placed);
        long[] sizes = before.stream().mapToLong(b -> b.entry().size()).toArray();
        Part.Maker maker = written -> content.fold()
                .of(sizes, before.stream().mapToLong(b -> b.crc(written)).toArray());
        if (before.stream().anyMatch(Placed::isLate)) {
            parts.add(new Part.Late(p.entry().name(), content.bytes(), maker));
            return p.at(index, content.checksummed() ? -1 : 0);
        }
        byte[] bytes = maker.make(ZipLayout::nothingIsLate);
        parts.add(Part.Literal.of(p.entry().name(), bytes));
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

    private void directory() {
        long offset = position;
        int first = firstInGap();
        List<Placed> all = List.copyOf(placed);
        int length = all.stream().mapToInt(Placed::centralLength).sum();
        LittleEndianBytes b = bytes(256);
        gap(b, first, all.size() - 1);
        if (all.stream().anyMatch(Placed::isLate)) {
            literal(b);
            parts.add(new Part.Late(
                    "zip directory",
                    length,
                    written -> directory(bytes(length), all, written).take()));
        } else {
            directory(b, all, ZipLayout::nothingIsLate);
        }
        end(b, offset, length, all.size());
        literal(b);
    }

    private void literal(LittleEndianBytes b) {
        if (b.size() > 0) {
            parts.add(Part.Literal.of("archive layout", b.take()));
        }
    }

    private static LittleEndianBytes directory(LittleEndianBytes b, List<Placed> all, Part.Written written) {
        all.forEach(p -> p.central(b, p.crc(written)));
        return b;
    }

    private void end(LittleEndianBytes b, long offset, long length, int count) {
        b.u32(0x06064b50).u64(44).u16(0x031E).u16(0x2D).u32(0).u32(0);
        b.u64(count).u64(count).u64(length).u64(offset);
        b.u32(0x07064b50).u32(0).u64(offset + length).u32(1);
        int shown = Math.min(count, 0xFFFF);
        b.u32(0x06054b50).u16(0).u16(0).u16(shown).u16(shown);
        b.u32(Math.min(length, Placed.WIDE)).u32(Math.min(offset, Placed.WIDE)).u16(commentLength);
    }
}
