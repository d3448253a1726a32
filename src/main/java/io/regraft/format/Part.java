package io.regraft.format;

import io.regraft.checkpoint.Extent;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** A piece of an output file. */
public sealed interface Part {

    /** Length in bytes. */
    long length();

    <R> R match(Cases<R> cases);

    /** One method a case. */
    interface Cases<R> {
        R copied(Copied p);

        R literal(Literal p);

        R slot(Slot p);

        R late(Late p);
    }

    /**
     * Bytes of the source, moved as they are.
     *
     * @param what what they are, for messages: {@code archive/data/7}
     * @param crc32 what their CRC-32 must be, where the source records it
     */
    record Copied(String what, Extent extent, OptionalLong crc32) implements Part {
        @Override
        public long length() {
            return extent.length();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.copied(this);
        }
    }

    /** Bytes that the format wrote. */
    record Literal(String what, ByteBuffer bytes) implements Part {
        public Literal {
            bytes = bytes.asReadOnlyBuffer();
        }

        public static Literal of(String what, byte[] bytes) {
            return new Literal(what, ByteBuffer.wrap(bytes));
        }

        /** The bytes, from position to limit; each call gives a buffer of its own. */
        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate();
        }

        @Override
        public long length() {
            return bytes.remaining();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.literal(this);
        }
    }

    /**
     * Room for a computed content, in C order.
     *
     * @param content which one: {@link Revision.Revised#content}
     * @param swapUnit size of the pieces whose bytes are reversed on the way out; 1 for none
     */
    record Slot(String what, int content, long length, int swapUnit) implements Part {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.slot(this);
        }
    }

    /** A few bytes known only when the parts before them have been written, such as a checksum. */
    record Late(String what, int bytes, Maker maker) implements Part {
        @Override
        public long length() {
            return bytes;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.late(this);
        }
    }

    /** Makes the bytes of a {@link Late} part. */
    @FunctionalInterface
    interface Maker {
        byte[] make(Written written);
    }

    /** Checksums of the parts written so far. */
    @FunctionalInterface
    interface Written {
        /** CRC-32, as an unsigned number, of the part at {@code index} of the assembly. */
        long crc32(int index);
    }
}
