package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What an element is that nobody wrote. */
final class FillValue {

    private FillValue() {}

    /** The bytes of an element, as the header says; empty where it is zero. */
    static Optional<ByteBuffer> of(ObjectHeader header, int size) {
        Optional<ByteBuffer> found =
                header.find(Message.FILL_VALUE).filter(m -> !m.isShared()).flatMap(m -> recent(m.body()));
        if (found.isEmpty()) {
            found = header.find(Message.OLD_FILL_VALUE)
                    .filter(m -> !m.isShared())
                    .flatMap(m -> old(m.body()));
        }
        return found.filter(b -> b.remaining() == size);
    }

    private static Optional<ByteBuffer> old(Block body) {
        Cursor c = body.cursor();
        return value(c);
    }

    private static Optional<ByteBuffer> recent(Block body) {
        Cursor c = body.cursor();
        int version = c.u8("the fill value's version");
        if (version < 1 || version > 3) {
            throw body.damaged(0, "a fill value of version 1 to 3", String.valueOf(version));
        }
        if (version == 3) {
            int flags = c.u8("the fill value's flags");
            return (flags & 0x20) != 0 ? value(c) : Optional.empty();
        }
        c.skip(2, "the fill value");
        boolean isDefined = c.u8("the fill value's definition") != 0;
        return version == 1 || isDefined ? value(c) : Optional.empty();
    }

    private static Optional<ByteBuffer> value(Cursor c) {
        int size = c.count(c.u32("the fill value's size"), 1, "the fill value");
        return size == 0 ? Optional.empty() : Optional.of(c.slice(size, "the fill value"));
    }
}
