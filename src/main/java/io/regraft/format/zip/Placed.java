package io.regraft.format.zip;

import io.regraft.format.Part;

/**
 * An entry with the place of its header and of its bytes.
 *
 * @param header where its local header begins
 * @param part index of its bytes among the parts
 * @param knownCrc CRC-32 of the content; negative if it is known only when that part is written
 */
record Placed(ZipEntry entry, int nameLength, long header, int part, long knownCrc) {

    /** What 32 bits show of a number that they can't hold. */
    static final long WIDE = 0xFFFF_FFFFL;

    static Placed at(ZipEntry e, long header) {
        return new Placed(e, LittleEndianBytes.length(e.name()), header, 0, 0);
    }

    Placed at(int index, long crc) {
        return new Placed(entry, nameLength, header, index, crc);
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

    private boolean isBig() {
        return entry.size() >= WIDE || entry.content().packed() >= WIDE;
    }

    private boolean isFar() {
        return header >= WIDE;
    }

    private boolean isWide() {
        return isBig() || isFar();
    }

    /** Length of the zip64 field. */
    private int wideField() {
        return isWide() ? 4 + (isBig() ? 16 : 0) + (isFar() ? 8 : 0) : 0;
    }

    /** None where it would not fit the 16 bits of its length: one record in 16,000 at an alignment of 65,536. */
    private int padding(int alignment) {
        int padding = (int) Math.floorMod(-unpadded(), (long) alignment);
        return wideField() + 4 + padding > 0xFFFF ? 0 : padding;
    }

    private long unpadded() {
        return header + ZipArchive.LOCAL_LENGTH + nameLength + wideField() + 4;
    }

    /** Where its bytes begin. */
    long start(int alignment) {
        return unpadded() + padding(alignment);
    }

    /** Length of the local header with its fields. */
    int headerLength(int alignment) {
        return (int) (start(alignment) - header);
    }

    int descriptorLength() {
        return isEmpty() ? 0 : isWide() ? 24 : 16;
    }

    int centralLength() {
        return ZipArchive.CENTRAL_LENGTH + nameLength + wideField();
    }

    void localHeader(LittleEndianBytes b, int alignment) {
        b.u32(ZipArchive.LOCAL).u16(entry.method() == ZipRecord.DEFLATED ? 20 : 0);
        b.u16(isEmpty() ? 0x0800 : 0x0808).u16(entry.method()).u32(0);
        b.u32(0).u32(0).u32(0).u16(nameLength);
        int wide = wideField();
        int padding = padding(alignment);
        b.u16(wide + 4 + padding).text(entry.name());
        if (wide > 0) {
            b.u16(1).u16(wide - 4);
            if (isBig()) {
                b.u64(entry.size()).u64(0);
            }
            if (isFar()) {
                b.u64(header);
            }
        }
        b.u16('F' | 'B' << 8).u16(padding).fill('Z', padding);
    }

    LittleEndianBytes descriptor(LittleEndianBytes b, long crc) {
        b.u32(0x08074b50).u32(crc);
        return isWide()
                ? b.u64(entry.content().packed()).u64(entry.size())
                : b.u32(entry.content().packed()).u32(entry.size());
    }

    /** The entry of the directory. */
    void central(LittleEndianBytes b, long crc) {
        b.u32(ZipArchive.CENTRAL).u16(0).u16(entry.method() == ZipRecord.DEFLATED ? 20 : 0);
        b.u16(isEmpty() ? 0x0800 : 0x0808).u16(entry.method()).u32(0).u32(crc);
        b.u32(isBig() ? WIDE : entry.content().packed()).u32(isBig() ? WIDE : entry.size());
        b.u16(nameLength).u16(wideField()).u16(0).u16(0).u16(0).u32(0);
        b.u32(isFar() ? WIDE : header).text(entry.name());
        if (isWide()) {
            b.u16(1).u16(wideField() - 4);
            if (isBig()) {
                b.u64(entry.size()).u64(entry.content().packed());
            }
            if (isFar()) {
                b.u64(header);
            }
        }
    }
}
