package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A name in a group.
 *
 * @param name as text; see {@link #rawName}
 * @param kind what it leads to
 * @param address of the object's header, for a hard link
 * @param order creation order, or -1
 * @param utf8 true if the file says that the name is UTF-8
 * @param target what follows the name in a link message; the path, for a soft link
 */
record Link(
        Block at,
        ByteBuffer rawName,
        String name,
        Kind kind,
        long address,
        long order,
        boolean utf8,
        ByteBuffer target) {

    /** What a link leads to. */
    enum Kind {
        HARD,
        SOFT,
        EXTERNAL,
        OTHER
    }

    private static final int ORDER = 4;
    private static final int TYPE = 8;
    private static final int CHARSET = 0x10;
    private static final int FIRST_USER_TYPE = 64;

    /** Reads a link message. */
    static Link read(Block body) {
        Cursor c = body.cursor();
        int version = c.u8("the link's version");
        if (version != 1) {
            throw body.damaged(0, "a link of version 1", String.valueOf(version));
        }
        int flags = c.u8("the link's flags");
        int type = (flags & TYPE) != 0 ? c.u8("the link's type") : 0;
        long order = (flags & ORDER) != 0 ? c.i64("the link's order") : -1;
        boolean utf8 = (flags & CHARSET) != 0 && c.u8("the name's character set") == 1;
        long claimed = LittleEndian.next(c, 1 << (flags & 3), "the name's length");
        int length = c.count(claimed, 1, "the name");
        ByteBuffer raw = c.slice(length, "the name");
        String name = name(body, raw);
        int at = c.position();
        Kind kind =
                type == 0 ? Kind.HARD : type == 1 ? Kind.SOFT : type == FIRST_USER_TYPE ? Kind.EXTERNAL : Kind.OTHER;
        long address = kind == Kind.HARD ? c.i64("the link's address") : Image.UNDEFINED;
        ByteBuffer target = kind == Kind.HARD ? ByteBuffer.allocate(0) : target(body, at);
        return new Link(body, raw, name, kind, address, order, utf8, target);
    }

    private static ByteBuffer target(Block body, int at) {
        Cursor c = body.cursor();
        c.position(at);
        return c.slice(c.u16("the link's length"), "the link's target");
    }

    /** The text of a name, which is never empty, has no slash and is no way up or to itself. */
    static String name(Block at, ByteBuffer raw) {
        String name;
        try {
            name = StandardCharsets.UTF_8.newDecoder().decode(raw.duplicate()).toString();
        } catch (CharacterCodingException e) {
            name = StandardCharsets.ISO_8859_1.decode(raw.duplicate()).toString();
        }
        if (name.isEmpty() || name.equals(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw at.damaged(0, "a name without '/' and NUL", "'" + name + "'");
        }
        return name;
    }

    /** A hard link of a new name. */
    static Link hard(String name, long address) {
        ByteBuffer raw = StandardCharsets.UTF_8.encode(name);
        boolean utf8 = raw.remaining() != name.length();
        Block nowhere = new Block("", 0, ByteBuffer.allocate(0));
        return new Link(nowhere, raw, name, Kind.HARD, address, -1, utf8, ByteBuffer.allocate(0));
    }

    /** The same under another name. */
    Link named(String other) {
        Link hard = hard(other, address);
        return new Link(at, hard.rawName, other, kind, address, order, hard.utf8, target);
    }

    /** The same to another object. */
    Link to(long other) {
        return new Link(at, rawName, name, kind, other, order, utf8, target);
    }

    /** The same to another path. */
    Link toPath(ByteBuffer path) {
        return new Link(at, rawName, name, kind, address, order, utf8, path);
    }

    Link ordered(long place) {
        return new Link(at, rawName, name, kind, address, place, utf8, target);
    }

    /** The body of a link message; of links that are not hard, only their own. */
    ByteBuffer encoded() {
        int length = rawName.remaining();
        int width = length < 256 ? 0 : 1;
        int type = switch (kind) {
            case HARD -> 0;
            case SOFT -> 1;
            case EXTERNAL -> FIRST_USER_TYPE;
            case OTHER -> throw new IllegalStateException("a link of a type that is not known");
        };
        int flags = width | (order >= 0 ? ORDER : 0) | (type != 0 ? TYPE : 0) | (utf8 ? CHARSET : 0);
        ByteBuffer out = ByteBuffer.allocate(32 + length + target.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1).put((byte) flags);
        if (type != 0) {
            out.put((byte) type);
        }
        if (order >= 0) {
            out.putLong(order);
        }
        if (utf8) {
            out.put((byte) 1);
        }
        LittleEndian.put(out, length, 1 << width);
        out.put(rawName.duplicate());
        if (kind == Kind.HARD) {
            out.putLong(address);
        } else {
            out.putShort((short) target.remaining()).put(target.duplicate());
        }
        return out.flip();
    }
}
