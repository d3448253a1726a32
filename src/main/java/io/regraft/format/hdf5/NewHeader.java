package io.regraft.format.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The header of a new object. */
final class NewHeader {

    private record Entry(int type, int flags, ByteBuffer body) {}

    private final int version;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * A header without messages.
     *
     * @param version 1 or 2
     */
    NewHeader(int version) {
        this.version = version;
    }

    NewHeader add(int type, ByteBuffer body) {
        return add(type, 0, body);
    }

    NewHeader add(int type, int flags, ByteBuffer body) {
        int length = version == 1 ? (body.remaining() + 7) / 8 * 8 : body.remaining();
        entries.add(new Entry(
                type, flags, ByteBuffer.allocate(length).put(body.duplicate()).rewind()));
        return this;
    }

    /**
     * All of it.
     *
     * @param links how many lead to the object
     */
    ByteBuffer encoded(int links) {
        if (version == 2 && links > 1) {
            ByteBuffer count = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
            add(Message.LINK_COUNT, count.put((byte) 0).putInt(links).flip());
        }
        int prefix = version == 1 ? 8 : 4;
        int size = entries.stream().mapToInt(e -> prefix + e.body().remaining()).sum();
        return version == 1 ? first(size, links) : second(size);
    }

    private ByteBuffer first(int size, int links) {
        ByteBuffer out = ByteBuffer.allocate(16 + size).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1)
                .put((byte) 0)
                .putShort((short) entries.size())
                .putInt(links)
                .putInt(size)
                .putInt(0);
        for (Entry e : entries) {
            out.putShort((short) e.type()).putShort((short) e.body().remaining());
            out.put((byte) e.flags()).put(new byte[3]).put(e.body().duplicate());
        }
        return out.flip();
    }

    private ByteBuffer second(int size) {
        ByteBuffer out = ByteBuffer.allocate(10 + size + 4).order(ByteOrder.LITTLE_ENDIAN);
        // The flags say that the size takes four bytes.
        out.put(new byte[] {'O', 'H', 'D', 'R', 2, 2}).putInt(size);
        for (Entry e : entries) {
            out.put((byte) e.type()).putShort((short) e.body().remaining()).put((byte) e.flags());
            out.put(e.body().duplicate());
        }
        out.putInt(Lookup3.of(out.duplicate().flip()));
        return out.flip();
    }
}
