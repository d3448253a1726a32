package io.regraft.format;

import io.regraft.checkpoint.Extent;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Supplier;

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

    /**
     * Bytes that the format wrote.
     *
     * @param of what they belong to, for messages: {@code archive/data/7}
     * @param role what they are of that; empty if they are it
     * @param length how many they are
     * @param source gives them, from position to limit of a buffer of its own, each time they are asked for: of many small
     *     ones only what makes them is kept
     */
    record Literal(String of, String role, long length, Supplier<ByteBuffer> source) implements Part {

        public Literal(String what, ByteBuffer bytes) {
            this(what, "", bytes.remaining(), bytes.asReadOnlyBuffer()::duplicate);
        }

        public static Literal of(String what, byte[] bytes) {
            return new Literal(what, ByteBuffer.wrap(bytes));
        }

        /** What they are, for messages. */
        public String what() {
            return role.isEmpty() ? of : of + " (" + role + ")";
        }

        /** The bytes, from position to limit; each call gives a buffer of its own. */
        public ByteBuffer bytes() {
            return source.get();
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
