package io.regraft.format.zip;

import io.regraft.format.Part;
import java.util.OptionalLong;

/**
 * A record as it shall be written.
 *
 * @param name the whole name, prefix included
 * @param method how {@code content} is packed: 0 or 8
 * @param size length of the content when unpacked
 */
public record ZipEntry(String name, int method, long size, Content content) {

    /** Where a record's bytes come from. */
    public sealed interface Content {
        /** Length in the file. */
        long packed();
    }

    /**
     * A part whose checksum is known before it is written; 0 stands for none.
     */
    public record Known(Part part, long crc32) implements Content {
        @Override
        public long packed() {
            return part.length();
        }
    }

    /** A part whose checksum comes with its bytes. */
    public record Computed(Part part) implements Content {
        @Override
        public long packed() {
            return part.length();
        }
    }

    /** A few bytes made of the checksums of the other records, in file order; its own is left out. */
    public record FromChecksums(int bytes, boolean checksummed, Fold fold) implements Content {
        @Override
        public long packed() {
            return bytes;
        }
    }

    /** Makes the bytes of a {@link FromChecksums}. */
    @FunctionalInterface
    public interface Fold {
        byte[] of(long[] sizes, long[] crcs);
    }

    /** Stored bytes of the source, with the CRC it records. */
    public static ZipEntry copied(ZipArchive source, ZipRecord r) {
        // The recorded CRC is that of the unpacked content, so deflated bytes are moved without a check.
        OptionalLong check = r.isStored() && r.hasCrc() ? OptionalLong.of(r.crc32()) : OptionalLong.empty();
        Part part = new Part.Copied(r.name(), source.extent(r), check);
        return new ZipEntry(r.name(), r.method(), r.size(), new Known(part, r.crc32()));
    }

    /** The same content under another name. */
    public ZipEntry named(String other) {
        return new ZipEntry(other, method, size, content);
    }
}
