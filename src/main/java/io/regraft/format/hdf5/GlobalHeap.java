package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Reads objects of global heap collections: the texts of any length. */
final class GlobalHeap {

    private static final int HEAD = 16;

    private final Image image;
    private final Map<Long, Map<Integer, ByteBuffer>> collections = new HashMap<>();

    GlobalHeap(Image image) {
        this.image = image;
    }

    /** An object of a collection that stands at {@code address}. */
    ByteBuffer object(Block from, long address, long index) throws IOException {
        Map<Integer, ByteBuffer> objects = collections.get(address);
        if (objects == null) {
            objects = collection(address);
            collections.put(address, objects);
        }
        ByteBuffer found = index > 0xFFFF ? null : objects.get((int) index);
        if (found == null) {
            throw from.damaged(0, "an object of the global heap at " + address, "index " + index);
        }
        return found.duplicate();
    }

    private Map<Integer, ByteBuffer> collection(long address) throws IOException {
        Block head = image.read(address, HEAD, "a global heap");
        head.requireSignature("GCOL");
        long size = head.bytes().getLong(8);
        if (size < HEAD) {
            throw head.damaged(8, "a global heap of 16 bytes at least", Long.toUnsignedString(size));
        }
        Block whole = image.claim(address, size, "a global heap");
        Cursor c = whole.cursor();
        c.skip(HEAD, "the heap");
        Map<Integer, ByteBuffer> objects = new HashMap<>();
        while (c.remaining() >= HEAD) {
            int index = c.u16("an object's index");
            c.skip(6, "an object");
            long length = c.i64("an object's length");
            if (index == 0) {
                break;
            }
            int bytes = c.count(length, 1, "an object");
            objects.put(index, c.slice(bytes, "an object"));
            c.skip(Math.min(c.remaining(), (8 - bytes % 8) % 8), "an object's padding");
        }
        return objects;
    }
}
