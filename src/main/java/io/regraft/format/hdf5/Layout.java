package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.util.ArrayList;
import java.util.List;

/** Where the elements of a dataset lie. */
sealed interface Layout {

    /** In the header itself. */
    record Compact(Block data) implements Layout {}

    /** In one piece. The address is {@link Image#UNDEFINED} where nothing was written yet. */
    record Contiguous(long address) implements Layout {}

    /**
     * In chunks of one shape.
     *
     * @param version 3, 4 or 5 of the message; 3 for older ones
     * @param extents of a chunk
     * @param index how the chunks are found, as a number of version 4; 0 for a B-tree of version 1
     * @param address of the index, or of the one chunk
     * @param storedSize of a filtered single chunk; 0 where it is not said
     * @param mask of the filters that a filtered single chunk went without
     */
    record Chunked(int version, List<Long> extents, int index, long address, long storedSize, int mask)
            implements Layout {
        public Chunked {
            extents = List.copyOf(extents);
        }
    }

    /** In other datasets. */
    record Virtual() implements Layout {}

    int BTREE_1 = 0;
    int SINGLE = 1;
    int IMPLICIT = 2;
    int FIXED_ARRAY = 3;
    int EXTENSIBLE_ARRAY = 4;
    int BTREE_2 = 5;

    /** Reads the message's body, of any version. */
    static Layout read(Block body) {
        Cursor c = body.cursor();
        int version = c.u8("the layout's version");
        return switch (version) {
            case 1, 2 -> old(body, c);
            case 3, 4, 5 -> recent(body, c, version);
            default -> throw body.damaged(0, "a layout of version 1 to 5", String.valueOf(version));
        };
    }

    private static Layout old(Block body, Cursor c) {
        int rank = c.u8("the layout's rank");
        int type = c.u8("the layout's class");
        c.skip(5, "the layout");
        if (type == 0) {
            c.skip(4 * rank, "the layout's extents");
            int size = c.count(c.u32("the data's size"), 1, "the data");
            return new Compact(body.slice(c.position(), size));
        }
        long address = c.i64("the data's address");
        if (type == 1) {
            return new Contiguous(address);
        }
        if (type != 2) {
            throw body.damaged(2, "a layout of class 0 to 2", String.valueOf(type));
        }
        return new Chunked(3, extents(body, c, rank, 4), BTREE_1, address, 0, 0);
    }

    private static Layout recent(Block body, Cursor c, int version) {
        int type = c.u8("the layout's class");
        return switch (type) {
            case 0 -> {
                int size = c.u16("the data's size");
                int at = c.position();
                c.skip(size, "the data");
                yield new Compact(body.slice(at, size));
            }
            case 1 -> new Contiguous(c.i64("the data's address"));
            case 2 -> version == 3 ? tree(body, c) : indexed(body, c, version);
            case 3 -> new Virtual();
            default -> throw body.damaged(1, "a layout of class 0 to 3", String.valueOf(type));
        };
    }

    private static Layout tree(Block body, Cursor c) {
        int rank = c.u8("the chunks' rank");
        long address = c.i64("the index's address");
        return new Chunked(3, extents(body, c, rank, 4), BTREE_1, address, 0, 0);
    }

    private static Layout indexed(Block body, Cursor c, int version) {
        int flags = c.u8("the chunks' flags");
        int rank = c.u8("the chunks' rank");
        int width = c.u8("the extents' width");
        List<Long> extents = extents(body, c, rank, width);
        int index = c.u8("the index's type");
        long size = 0;
        int mask = 0;
        switch (index) {
            case SINGLE -> {
                if ((flags & 2) != 0) {
                    size = c.i64("the chunk's size");
                    mask = c.i32("the chunk's filter mask");
                }
            }
            case IMPLICIT -> {}
            case FIXED_ARRAY -> c.skip(1, "the index's parameters");
            case EXTENSIBLE_ARRAY -> c.skip(5, "the index's parameters");
            case BTREE_2 -> c.skip(6, "the index's parameters");
            default -> throw body.damaged(c.position() - 1, "an index of type 1 to 5", String.valueOf(index));
        }
        return new Chunked(version, extents, index, c.i64("the index's address"), size, mask);
    }

    /** The last of them is the size of an element, which the datatype says too. */
    private static List<Long> extents(Block body, Cursor c, int rank, int width) {
        if (rank < 2 || rank > Dataspace.MOST_AXES + 1) {
            throw body.damaged(c.position(), "chunks of 1 to 32 axes", String.valueOf(rank - 1));
        }
        List<Long> extents = new ArrayList<>();
        for (int axis = 0; axis < rank - 1; axis++) {
            long extent = LittleEndian.next(c, width, "a chunk's extent");
            if (extent <= 0 || extent > 0xFFFF_FFFFL) {
                throw body.damaged(c.position(), "a chunk's extent from 1 to 4,294,967,295", String.valueOf(extent));
            }
            extents.add(extent);
        }
        c.skip(width, "the size of an element");
        return extents;
    }
}
