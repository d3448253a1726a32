package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;
import java.util.List;

/** Reads where the chunks of a dataset lie, from any of the indexes that the format knows. */
final class ChunkIndex {

    private static final int TREE_HEAD = 24;
    private static final int DEEPEST = 32;
    private static final String WHAT = "a chunk index";

    private final Image image;
    private final ChunkGrid grid;
    private final Layout.Chunked layout;
    private final boolean isPacked;
    private final Chunks chunks;

    private ChunkIndex(Image image, ChunkGrid grid, Layout.Chunked layout, boolean isPacked, long plainSize) {
        this.image = image;
        this.grid = grid;
        this.layout = layout;
        this.isPacked = isPacked;
        this.chunks = new Chunks(image, plainSize);
    }

    /**
     * All chunks that were written.
     *
     * @param isPacked true if the dataset has filters
     * @param plainSize of a chunk when it is not packed
     * @param chunkK half the children of a B-tree node of version 1
     */
    static Chunks read(Image image, ChunkGrid grid, Layout.Chunked layout, boolean isPacked, long plainSize, int chunkK)
            throws IOException {
        ChunkIndex index = new ChunkIndex(image, grid, layout, isPacked, plainSize);
        if (layout.address() != Image.UNDEFINED) {
            index.read(chunkK);
        }
        return index.chunks;
    }

    private void read(int chunkK) throws IOException {
        switch (layout.index()) {
            case Layout.BTREE_1 -> node(layout.address(), -1, chunkK);
            case Layout.SINGLE -> single();
            case Layout.IMPLICIT -> implicit();
            case Layout.FIXED_ARRAY -> new FixedArray(image).read(layout.address(), this::fixed);
            case Layout.EXTENSIBLE_ARRAY -> new ExtensibleArray(image).read(layout.address(), this::growing);
            case Layout.BTREE_2 -> records();
            default -> throw new IllegalStateException("index " + layout.index());
        }
    }

    private void node(long address, int expectedLevel, int chunkK) throws IOException {
        int keySize = 8 + 8 * (grid.rank() + 1);
        Block node = image.claim(address, TREE_HEAD + 2L * chunkK * (keySize + 8) + keySize, WHAT);
        node.requireSignature("TREE");
        Cursor c = node.cursor();
        c.skip(4, WHAT);
        int type = c.u8("the node's type");
        int level = c.u8("the node's level");
        int used = c.u16("the node's children");
        boolean fits = expectedLevel < 0 ? level <= DEEPEST : level == expectedLevel;
        if (type != 1 || used > 2 * chunkK || !fits) {
            throw node.damaged(4, "a node of chunks with at most " + 2 * chunkK, type + " with " + used);
        }
        c.skip(16, WHAT);
        for (int i = 0; i < used; i++) {
            long size = c.u32("a chunk's size");
            int mask = c.i32("a chunk's filter mask");
            long[] place = new long[grid.rank()];
            for (int axis = 0; axis < place.length; axis++) {
                place[axis] = place(node, c, axis);
            }
            c.skip(8, "a key");
            long child = c.i64("a chunk's address");
            if (level > 0) {
                node(child, level - 1, chunkK);
            } else if (isPacked) {
                chunks.packed(grid.number(place), child, size, mask);
            } else {
                chunks.plain(grid.number(place), child);
            }
        }
    }

    private long place(Block node, Cursor c, int axis) {
        long offset = c.i64("a chunk's offset");
        if (offset < 0 || offset % grid.chunkExtent(axis) != 0) {
            throw node.damaged(
                    c.position() - 8,
                    "a multiple of the chunk's extent " + grid.chunkExtent(axis),
                    Long.toUnsignedString(offset));
        }
        return offset / grid.chunkExtent(axis);
    }

    private void single() {
        if (isPacked && layout.storedSize() > 0) {
            chunks.packed(0, layout.address(), layout.storedSize(), layout.mask());
        } else {
            chunks.plain(0, layout.address());
        }
    }

    private void implicit() {
        long count = grid.count();
        for (long i = 0; i < count; i++) {
            long place = grid.ofFixed(i);
            chunks.plain(place, layout.address() + i * chunks.plainSize());
        }
    }

    private void fixed(long index, Block element) {
        element(grid.ofFixed(index), element);
    }

    private void growing(long index, Block element) {
        element(grid.ofGrowing(index), element);
    }

    /** An address; for packed chunks a size and a mask too. */
    private void element(long number, Block element) {
        Cursor c = element.cursor();
        long address = c.i64("a chunk's address");
        if (!isPacked) {
            chunks.plain(number, address);
            return;
        }
        long size = LittleEndian.next(c, element.length() - 12, "a chunk's size");
        chunks.packed(number, address, size, c.i32("a chunk's filter mask"));
    }

    private void records() throws IOException {
        for (Block r : TreeRecords.read(image, layout.address(), List.of(10, 11), WHAT)) {
            Cursor c = r.cursor();
            long address = c.i64("a chunk's address");
            long size = chunks.plainSize();
            int mask = 0;
            if (isPacked) {
                size = LittleEndian.next(c, r.length() - 12 - 8 * grid.rank(), "a chunk's size");
                mask = c.i32("a chunk's filter mask");
            }
            long[] place = new long[grid.rank()];
            for (int axis = 0; axis < place.length; axis++) {
                place[axis] = c.i64("a chunk's place");
            }
            chunks.packed(grid.number(place), address, size, mask);
        }
    }
}
