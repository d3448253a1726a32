package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import io.regraft.format.hdf5.ObjectHeader.Chunk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Reads an object header of version 1 or 2 with its continuations. */
final class HeaderReader {

    private static final int PREFIX_1 = 16;
    private static final int PREFIX_2 = 6;
    private static final int TIMES = 0x20;
    private static final int PHASES = 0x10;

    private final Image image;
    private final long address;
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Deque<long[]> continuations = new ArrayDeque<>();
    private int version;
    private int flags;

    private HeaderReader(Image image, long address) {
        this.image = image;
        this.address = address;
    }

    static ObjectHeader read(Image image, long address) throws IOException {
        return new HeaderReader(image, address).read();
    }

    private ObjectHeader read() throws IOException {
        Block start = image.read(address, PREFIX_2, "an object header");
        if (start.bytes().get(0) == 'O') {
            start.requireSignature("OHDR");
            second(start);
        } else {
            first();
        }
        while (!continuations.isEmpty()) {
            long[] next = continuations.remove();
            continued(image.claim(next[0], next[1], "a continued object header"));
        }
        return new ObjectHeader(address, version, flags, chunks, messages);
    }

    private void first() throws IOException {
        Block prefix = image.read(address, PREFIX_1, "an object header");
        Cursor c = prefix.cursor();
        version = c.u8("the header's version");
        if (version != 1) {
            throw prefix.damaged(0, "an object header of version 1 or 2", String.valueOf(version));
        }
        c.skip(7, "the header");
        long size = c.u32("the header's size");
        Block whole = image.claim(address, PREFIX_1 + size, "an object header");
        messages(new Chunk(whole, PREFIX_1, (int) size));
    }

    private void second(Block start) throws IOException {
        Cursor c = start.cursor();
        c.skip(4, "the signature");
        version = c.u8("the header's version");
        if (version != 2) {
            throw start.damaged(4, "an object header of version 2", String.valueOf(version));
        }
        flags = c.u8("the header's flags");
        int width = 1 << (flags & 3);
        int from = PREFIX_2 + ((flags & TIMES) != 0 ? 16 : 0) + ((flags & PHASES) != 0 ? 4 : 0) + width;
        Block prefix = image.read(address, from, "an object header");
        long size = LittleEndian.get(prefix.bytes(), from - width, width);
        if (size < 0 || size > Integer.MAX_VALUE - from - 4) {
            throw prefix.damaged(from - width, "a header of less than 2 GiB", Long.toUnsignedString(size));
        }
        Block whole = image.claim(address, from + size + 4, "an object header");
        whole.requireChecksum("the object header");
        messages(new Chunk(whole, from, (int) size));
    }

    private void continued(Block block) {
        if (version == 1) {
            messages(new Chunk(block, 0, block.length()));
            return;
        }
        block.requireSignature("OCHK");
        if (block.length() < 8) {
            throw block.damaged(0, "a continuation of at least 8 bytes", String.valueOf(block.length()));
        }
        block.requireChecksum("the continued object header");
        messages(new Chunk(block, 4, block.length() - 8));
    }

    private void messages(Chunk chunk) {
        chunks.add(chunk);
        Block area = chunk.block().slice(chunk.from(), chunk.length());
        Cursor c = area.cursor();
        int prefix = version == 1 ? 8 : (flags & 4) != 0 ? 6 : 4;
        while (c.remaining() >= prefix) {
            int type = version == 1 ? c.u16("a message's type") : c.u8("a message's type");
            int size = c.u16("a message's size");
            int messageFlags = c.u8("a message's flags");
            int order = -1;
            if (version == 1) {
                c.skip(3, "a message");
            } else if (prefix == 6) {
                order = c.u16("a message's order");
            }
            int at = c.position();
            c.skip(size, "a message of type " + type);
            image.step(area.position() + at);
            add(new Message(type, messageFlags, order, area.slice(at, size)));
        }
    }

    private void add(Message m) {
        if (m.type() == Message.CONTINUATION) {
            Cursor c = m.body().cursor();
            continuations.add(new long[] {c.i64("a continuation's address"), c.i64("a continuation's length")});
        } else {
            messages.add(m);
        }
    }
}
