package io.regraft.format.zip;

/**
 * An entry of an archive, as its directory tells it.
 *
 * @param name the whole name, prefix included
 * @param method 0 stored, 8 deflated
 * @param crc32 CRC-32 of the content; 0 on one that is not empty means that none was recorded
 * @param packed length in the file
 * @param size length of the content
 * @param headerOffset where its local header begins
 * @param dataOffset where its bytes begin
 */
public record ZipRecord(
        String name, int method, long crc32, long packed, long size, long headerOffset, long dataOffset) {

    public static final int STORED = 0;
    public static final int DEFLATED = 8;

    /** True if the archive records a checksum of the content. */
    public boolean hasCrc() {
        return crc32 != 0 || size == 0;
    }

    public boolean isStored() {
        return method == STORED;
    }

    long end() {
        return dataOffset + packed;
    }
}
