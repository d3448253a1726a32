package io.regraft.format.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts of any length for new attributes: first all are given, then they are written, then referred to. */
final class NewTexts {

    private static final int SMALLEST = 4096;
    private static final int HEAD = 16;
    private static final int MOST = 60_000;
    private static final long ABOUT = 1L << 26;

    private final List<List<ByteBuffer>> collections = new ArrayList<>();
    private final List<Long> sizes = new ArrayList<>();
    private final Map<ByteBuffer, Text> texts = new HashMap<>();
    private final List<Long> addresses = new ArrayList<>();

    /** A text that was given. */
    record Text(int collection, int index, int length) {}

    /** Takes a text; the same text is kept once. */
    Text add(ByteBuffer text) {
        return texts.computeIfAbsent(text, this::put);
    }

    private Text put(ByteBuffer text) {
        int length = text.remaining();
        if (length == 0) {
            return new Text(-1, 0, 0);
        }
        int last = collections.size() - 1;
        if (last < 0 || collections.get(last).size() >= MOST || sizes.get(last) + length > ABOUT) {
            collections.add(new ArrayList<>());
            sizes.add((long) HEAD);
            last++;
        }
        collections.get(last).add(text);
        sizes.set(last, sizes.get(last) + HEAD + padded(length));
        return new Text(last, collections.get(last).size(), length);
    }

    private static int padded(int length) {
        return (length + 7) / 8 * 8;
    }

    /** Writes all texts. */
    void write(Patches patches) {
        for (int i = 0; i < collections.size(); i++) {
            int used = Math.toIntExact(sizes.get(i));
            // What is left must have room for a free object's head, or be nothing.
            int size = Math.max(SMALLEST, used + HEAD);
            ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
            out.put(new byte[] {'G', 'C', 'O', 'L', 1, 0, 0, 0}).putLong(size);
            int index = 0;
            for (ByteBuffer text : collections.get(i)) {
                out.putShort((short) ++index).putShort((short) 0).putInt(0).putLong(text.remaining());
                int at = out.position();
                out.put(text.duplicate()).position(at + padded(text.remaining()));
            }
            out.putLong(0).putLong(size - used);
            addresses.add(patches.append("texts of attributes", out.rewind()));
        }
    }

    /** The 16 bytes that stand for a text in an attribute. */
    void refer(Text text, ByteBuffer out) {
        out.putInt(text.length());
        out.putLong(text.collection() < 0 ? 0 : addresses.get(text.collection()));
        out.putInt(text.index());
    }
}
