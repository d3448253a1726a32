package io.regraft.checkpoint;

import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * A block of elements in a file, seen by one tensor or shared by several.
 *
 * @param id the format's name for it, such as {@code archive/data/7}; equal ids are the same storage
 * @param extent where it lies in the file
 * @param encoding how it lies there
 * @param bytes its length when decoded
 * @param order byte order of its elements
 * @param crc32 the CRC-32 of the decoded bytes that the file records, if it does
 */
public record Storage(String id, Extent extent, Encoding encoding, long bytes, ByteOrder order, OptionalLong crc32) {

    /** How the bytes of a storage lie in the file. */
    public enum Encoding {
        /** As they are. */
        STORED,
        /** As a raw deflate stream (RFC 1951). */
        DEFLATED
    }
}
