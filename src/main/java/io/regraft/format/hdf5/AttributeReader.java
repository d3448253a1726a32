package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the attributes of an object, from its header or from dense storage. */
final class AttributeReader {

    private static final int SHARED_TYPE = 1;
    private static final int SHARED_SPACE = 2;
    private static final int ID_BYTES = 8;

    private final Image image;
    private final SharedTypes types;

    AttributeReader(Image image, SharedTypes types) {
        this.image = image;
        this.types = types;
    }

    /** In the order in which they were made, where the file keeps it; else as they lie, dense ones by name. */
    List<Attribute> of(ObjectHeader header) throws IOException {
        List<Attribute> found = new ArrayList<>();
        for (Message m : header.all(Message.ATTRIBUTE)) {
            if (m.isShared()) {
                throw m.body().damaged(0, "an attribute of its own", "one in a table of shared messages");
            }
            found.add(read(m.body(), m.order()));
        }
        Optional<Info> info = header.find(Message.ATTRIBUTE_INFO).map(m -> Info.read(m.body(), 2));
        if (info.isPresent() && info.get().heap() != Image.UNDEFINED) {
            dense(info.get(), found);
        }
        if (info.isPresent() && info.get().isTracked()) {
            found.sort(Comparator.comparingInt(Attribute::order));
        }
        Set<String> names = new HashSet<>();
        for (Attribute a : found) {
            if (!names.add(a.name())) {
                throw a.message().damaged(0, "attributes of different names", "two named '" + a.name() + "'");
            }
        }
        return found;
    }

    private void dense(Info info, List<Attribute> found) throws IOException {
        FractalHeap heap = FractalHeap.read(image, info.heap());
        List<Attribute> dense = new ArrayList<>();
        for (Block r : TreeRecords.read(image, info.names(), List.of(8), "a name index")) {
            Cursor c = r.cursor();
            c.skip(ID_BYTES, "an attribute's id");
            int flags = c.u8("an attribute's flags");
            int order = c.i32("an attribute's order");
            if ((flags & 2) != 0) {
                throw r.damaged(0, "an attribute of its own", "one in a table of shared messages");
            }
            dense.add(read(heap.object(r.slice(0, ID_BYTES)), order));
        }
        dense.sort(Comparator.comparing(Attribute::name));
        found.addAll(dense);
    }

    Attribute read(Block body, int order) throws IOException {
        Cursor c = body.cursor();
        int version = c.u8("the attribute's version");
        if (version < 1 || version > 3) {
            throw body.damaged(0, "an attribute of version 1 to 3", String.valueOf(version));
        }
        int flags = c.u8("the attribute's flags");
        int nameLength = c.u16("the length of the name");
        int typeLength = c.u16("the length of the type");
        int spaceLength = c.u16("the length of the dataspace");
        if (version == 3) {
            c.skip(1, "the name's character set");
        }
        int pad = version == 1 ? 8 : 1;
        String name = name(body, c, nameLength, pad);
        Block typeBody = part(body, c, typeLength, pad);
        Block spaceBody = part(body, c, spaceLength, pad);
        if (version > 1 && (flags & SHARED_SPACE) != 0) {
            throw body.damaged(1, "a dataspace of its own", "a shared one");
        }
        Optional<Datatype> type = version > 1 && (flags & SHARED_TYPE) != 0
                ? types.committed(typeBody)
                : Optional.of(DatatypeReader.read(typeBody));
        Block data = body.slice(c.position(), c.remaining());
        return new Attribute(name, order, body, type, Dataspace.read(spaceBody), data);
    }

    private static Block part(Block body, Cursor c, int length, int pad) {
        int at = c.position();
        c.skip(length, "the attribute");
        c.skip(Math.min(c.remaining(), (pad - length % pad) % pad), "the attribute's padding");
        return body.slice(at, length);
    }

    private static String name(Block body, Cursor c, int length, int pad) {
        ByteBuffer raw = part(body, c, length, pad).bytes();
        int end = 0;
        while (end < raw.limit() && raw.get(end) != 0) {
            end++;
        }
        if (end == raw.limit()) {
            throw body.damaged(2, "an attribute's name that ends with NUL", length + " bytes without");
        }
        return StandardCharsets.UTF_8.decode(raw.limit(end)).toString();
    }

    /**
     * Where links or attributes lie that are not in the header.
     *
     * @param heap or {@link Image#UNDEFINED}
     */
    record Info(boolean isTracked, long most, long heap, long names, Optional<Long> orders) {

        /**
         * Reads an attribute info or link info message.
         *
         * @param width of the largest creation index
         */
        static Info read(Block body, int width) {
            Cursor c = body.cursor();
            c.skip(1, "the info's version");
            int flags = c.u8("the info's flags");
            boolean tracked = (flags & 1) != 0;
            long most = tracked ? LittleEndian.next(c, width, "the largest creation index") : -1;
            long heap = c.i64("the heap's address");
            long names = c.i64("the name index's address");
            Optional<Long> orders =
                    (flags & 2) != 0 ? Optional.of(c.i64("the order index's address")) : Optional.empty();
            return new Info(tracked, most, heap, names, orders);
        }

        /** The message's body with nothing dense. */
        ByteBuffer compact(long newMost, int width) {
            ByteBuffer out = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            out.put((byte) 0).put((byte) ((isTracked ? 1 : 0) | (orders.isPresent() ? 2 : 0)));
            if (isTracked) {
                LittleEndian.put(out, newMost, width);
            }
            out.putLong(Image.UNDEFINED).putLong(Image.UNDEFINED);
            if (orders.isPresent()) {
                out.putLong(Image.UNDEFINED);
            }
            return out.flip();
        }
    }
}
