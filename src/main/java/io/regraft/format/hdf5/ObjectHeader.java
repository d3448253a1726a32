package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.util.List;
import java.util.Optional;

/**
 * The header of an object: its messages, and where they lie.
 *
 * @param version 1 or 2
 * @param flags of a header of version 2
 * @param chunks the first piece and its continuations
 * @param messages in order, without continuations; NILs are among them
 */
record ObjectHeader(long address, int version, int flags, List<Chunk> chunks, List<Message> messages) {

    private static final int ORDERED = 0x04;
    private static final int INDEXED = 0x08;

    ObjectHeader {
        chunks = List.copyOf(chunks);
        messages = List.copyOf(messages);
    }

    /**
     * A piece of a header.
     *
     * @param block all of it, with signature and checksum where it has them
     * @param from where its messages begin, from the start of the block
     * @param length of the messages, with a gap behind them
     */
    record Chunk(Block block, int from, int length) {}

    /** The one message of a type that there may be once. */
    Optional<Message> find(int type) {
        return messages.stream().filter(m -> m.type() == type).findFirst();
    }

    List<Message> all(int type) {
        return messages.stream().filter(m -> m.type() == type).toList();
    }

    /** True if its messages carry the order in which they were made. */
    boolean hasOrder() {
        return version == 2 && (flags & ORDERED) != 0;
    }

    /** What a message of attributes says when all are in the header. */
    AttributeReader.Info attributeInfo() {
        Optional<Long> index = (flags & INDEXED) != 0 ? Optional.of(Image.UNDEFINED) : Optional.empty();
        return new AttributeReader.Info(hasOrder(), 0, Image.UNDEFINED, Image.UNDEFINED, index);
    }

    Chunk first() {
        return chunks.get(0);
    }

    /** Where it lies, counted from the start of the file. */
    long position() {
        return first().block().position();
    }

    /** How many hard links lead to the object. */
    long linkCount() {
        return version == 1
                ? LittleEndian.get(first().block().bytes(), 4, 4)
                : find(Message.LINK_COUNT).map(ObjectHeader::count).orElse(1L);
    }

    private static long count(Message m) {
        Cursor c = m.body().cursor();
        c.skip(1, "the link count's version");
        return c.u32("the link count");
    }

    /** The length of what stands before a message's body. */
    int prefix() {
        return version == 1 ? 8 : hasOrder() ? 6 : 4;
    }
}
