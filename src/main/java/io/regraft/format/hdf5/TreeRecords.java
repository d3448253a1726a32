package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads all records of a B-tree of version 2, in order. */
final class TreeRecords {

    private static final int HEADER = 38;
    private static final int NODE_OVERHEAD = 10;
    private static final int DEEPEST = 16;

    private final Image image;
    private final String what;
    private final List<Block> records = new ArrayList<>();
    private long nodeSize;
    private int recordSize;
    /** Bytes of the record count and of the total of a pointer to a node of each depth. */
    private int countWidth;

    private final int[] totalWidth = new int[DEEPEST + 1];

    private TreeRecords(Image image, String what) {
        this.image = image;
        this.what = what;
    }

    /** Types of records that may be there, by the specification's numbers. */
    static List<Block> read(Image image, long address, List<Integer> types, String what) throws IOException {
        return new TreeRecords(image, what).tree(address, types);
    }

    private List<Block> tree(long address, List<Integer> types) throws IOException {
        Block head = image.claim(address, HEADER, what);
        head.requireSignature("BTHD");
        head.requireChecksum(what);
        Cursor c = head.cursor();
        c.position(5);
        int type = c.u8("the tree's type");
        nodeSize = c.u32("the nodes' size");
        recordSize = c.u16("the records' size");
        int depth = c.u16("the tree's depth");
        c.skip(2, "the tree");
        long root = c.i64("the root's address");
        int inRoot = c.u16("the root's records");
        if (!types.contains(type) || recordSize < 4 || nodeSize < NODE_OVERHEAD + recordSize || depth > DEEPEST) {
            throw head.damaged(5, "a tree of type " + types + " at most 16 deep", type + ", " + depth + " deep");
        }
        if (inRoot > 0 && root != Image.UNDEFINED) {
            widths(depth);
            node(root, inRoot, depth);
        }
        return records;
    }

    /** As many bytes as hold what a full node of the depth has. */
    private void widths(int depth) {
        long most = (nodeSize - NODE_OVERHEAD) / recordSize;
        countWidth = LittleEndian.widthFor(most);
        long total = most;
        for (int d = 1; d <= depth; d++) {
            int pointer = 8 + countWidth + (d > 1 ? totalWidth[d - 1] : 0);
            long inNode = Math.max(0, (nodeSize - NODE_OVERHEAD - pointer) / (recordSize + pointer));
            // Capped: a full tree of this depth is larger than any file.
            total = Math.min(1L << 56, total * (inNode + 1) + inNode);
            totalWidth[d] = LittleEndian.widthFor(total);
        }
    }

    private void node(long address, int count, int depth) throws IOException {
        int pointer = depth == 0 ? 0 : 8 + countWidth + (depth > 1 ? totalWidth[depth - 1] : 0);
        long length = 6 + (long) count * recordSize + (depth == 0 ? 0 : (count + 1L) * pointer) + 4;
        if (length > nodeSize) {
            throw Block.problem(
                    image.file(),
                    Math.max(0, image.position(address)),
                    "a node of at most " + nodeSize + " bytes",
                    "one of " + length);
        }
        Block node = image.claim(address, length, what);
        node.requireSignature(depth == 0 ? "BTLF" : "BTIN");
        node.requireChecksum(what);
        Cursor c = node.cursor();
        c.position(6 + count * recordSize);
        for (int i = 0; i <= count; i++) {
            if (depth > 0) {
                long child = c.i64("a child's address");
                int inChild = (int) LittleEndian.next(c, countWidth, "a child's records");
                c.skip(pointer - 8 - countWidth, "a child's total");
                node(child, inChild, depth - 1);
            }
            if (i < count) {
                image.step(node.position());
                records.add(node.slice(6 + i * recordSize, recordSize));
            }
        }
    }
}
