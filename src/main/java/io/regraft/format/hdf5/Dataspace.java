package io.regraft.format.hdf5;

import io.regraft.checkpoint.Shape;
import io.regraft.format.Cursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The extents of a dataset or an attribute.
 *
 * @param shape empty where it holds nothing at all, not even a scalar
 * @param most how far each axis may grow, -1 for ever; empty where that is not said
 * @param version of the message, 1 or 2
 */
record Dataspace(Optional<Shape> shape, Optional<List<Long>> most, int version) {

    static final int MOST_AXES = 32;

    private static final int SIMPLE = 1;
    private static final int NULL = 2;

    Dataspace {
        most = most.map(List::copyOf);
    }

    static Dataspace read(Block body) {
        Cursor c = body.cursor();
        int version = c.u8("the dataspace's version");
        if (version != 1 && version != 2) {
            throw body.damaged(0, "a dataspace of version 1 or 2", String.valueOf(version));
        }
        int rank = c.u8("the rank");
        int flags = c.u8("the dataspace's flags");
        int kind = SIMPLE;
        if (version == 1) {
            c.skip(5, "the dataspace");
        } else {
            kind = c.u8("the dataspace's kind");
        }
        if (rank > MOST_AXES) {
            throw body.damaged(1, "at most 32 axes", String.valueOf(rank));
        }
        if (kind == NULL) {
            return new Dataspace(Optional.empty(), Optional.empty(), version);
        }
        long[] extents = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            extents[axis] = c.i64("an extent");
            if (extents[axis] < 0) {
                throw body.damaged(c.position() - 8, "an extent below 2^63", Long.toUnsignedString(extents[axis]));
            }
        }
        Optional<List<Long>> most = Optional.empty();
        if ((flags & 1) != 0) {
            List<Long> ends = new ArrayList<>();
            for (int axis = 0; axis < rank; axis++) {
                ends.add(c.i64("a largest extent"));
            }
            most = Optional.of(ends);
        }
        return new Dataspace(Optional.of(Shape.of(extents)), most, version);
    }

    static Dataspace of(Shape shape, int version) {
        return new Dataspace(Optional.of(shape), Optional.empty(), version);
    }

    /** Holds nothing. */
    static Dataspace none() {
        return new Dataspace(Optional.empty(), Optional.empty(), 2);
    }

    /** This one with another shape; what may grow may grow that far at least. */
    Dataspace with(Shape changed) {
        Optional<List<Long>> further = most.map(before -> {
            List<Long> ends = new ArrayList<>();
            for (int axis = 0; axis < changed.rank(); axis++) {
                long end = before.size() == changed.rank() ? before.get(axis) : changed.extent(axis);
                ends.add(end == -1 ? -1 : Math.max(end, changed.extent(axis)));
            }
            return ends;
        });
        return new Dataspace(Optional.of(changed), further, version);
    }

    /** The message's body. */
    ByteBuffer encoded() {
        int rank = shape.map(Shape::rank).orElse(0);
        ByteBuffer out = ByteBuffer.allocate(8 + 16 * MOST_AXES).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) version).put((byte) rank).put((byte) (most.isPresent() ? 1 : 0));
        if (version == 1) {
            out.put(new byte[5]);
        } else {
            out.put((byte) (shape.isEmpty() ? NULL : rank == 0 ? 0 : SIMPLE));
        }
        shape.ifPresent(s -> {
            for (long e : s.toArray()) {
                out.putLong(e);
            }
        });
        most.ifPresent(ends -> ends.forEach(out::putLong));
        return out.flip();
    }
}
