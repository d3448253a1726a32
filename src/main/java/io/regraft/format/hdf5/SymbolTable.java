package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the links of a group that keeps them in a B-tree of version 1 and a local heap. */
final class SymbolTable {

    private static final int NODE_HEAD = 24;
    private static final int ENTRY = 40;
    private static final int SOFT = 2;

    private final Image image;
    private final Superblock superblock;
    private final List<Link> links = new ArrayList<>();
    private Block heap;

    private SymbolTable(Image image, Superblock superblock) {
        this.image = image;
        this.superblock = superblock;
    }

    static List<Link> read(Image image, Superblock superblock, Block message) throws IOException {
        Cursor c = message.cursor();
        long tree = c.i64("the B-tree's address");
        long heap = c.i64("the heap's address");
        SymbolTable table = new SymbolTable(image, superblock);
        table.heap(heap);
        table.node(tree, -1);
        return table.links;
    }

    private void heap(long address) throws IOException {
        Block head = image.claim(address, 32, "a local heap");
        head.requireSignature("HEAP");
        Cursor c = head.cursor();
        c.position(8);
        long size = c.i64("the heap's size");
        c.skip(8, "the heap");
        heap = image.claim(c.i64("the heap's data"), size, "a local heap's data");
    }

    private void node(long address, int expectedLevel) throws IOException {
        int entries = 2 * superblock.internalK();
        Block node = image.claim(address, NODE_HEAD + 16L * entries + 8, "a group's B-tree node");
        node.requireSignature("TREE");
        Cursor c = node.cursor();
        c.skip(4, "the signature");
        int type = c.u8("the node's type");
        int level = c.u8("the node's level");
        int used = c.u16("the node's children");
        if (type != 0 || used > entries || (expectedLevel >= 0 && level != expectedLevel)) {
            throw node.damaged(4, "a group's node with at most " + entries + " children", type + " with " + used);
        }
        c.skip(24, "the node's siblings and first key");
        for (int i = 0; i < used; i++) {
            long child = c.i64("a child's address");
            c.skip(8, "a key");
            if (level == 0) {
                leaf(child);
            } else {
                node(child, level - 1);
            }
        }
    }

    private void leaf(long address) throws IOException {
        int most = 2 * superblock.leafK();
        Block node = image.claim(address, 8 + (long) ENTRY * most, "a symbol node");
        node.requireSignature("SNOD");
        Cursor c = node.cursor();
        c.position(6);
        int used = c.u16("the symbols");
        if (used > most) {
            throw node.damaged(6, "at most " + most + " symbols", String.valueOf(used));
        }
        for (int i = 0; i < used; i++) {
            entry(node, c);
        }
    }

    private void entry(Block node, Cursor c) {
        int at = c.position();
        long name = c.i64("a name's offset");
        long address = c.i64("an object's address");
        long cache = c.u32("the cache type");
        c.skip(4, "an entry");
        long soft = c.u32("the soft link's offset");
        c.skip(12, "an entry");
        Block entry = node.slice(at, ENTRY);
        ByteBuffer raw = text(entry, name);
        String text = Link.name(entry, raw);
        ByteBuffer none = ByteBuffer.allocate(0);
        image.step(entry.position());
        if (cache == SOFT) {
            links.add(new Link(entry, raw, text, Link.Kind.SOFT, Image.UNDEFINED, -1, true, text(entry, soft)));
        } else {
            links.add(new Link(entry, raw, text, Link.Kind.HARD, address, -1, true, none));
        }
    }

    /** A name of the heap, up to its NUL. */
    private ByteBuffer text(Block entry, long offset) {
        if (offset < 0 || offset >= heap.length()) {
            throw entry.damaged(0, "a name inside the heap's " + heap.length() + " bytes", "offset " + offset);
        }
        ByteBuffer data = heap.bytes();
        int end = (int) offset;
        while (end < data.limit() && data.get(end) != 0) {
            end++;
        }
        if (end == data.limit()) {
            throw entry.damaged(0, "a name that ends with NUL", "none");
        }
        return data.slice((int) offset, end - (int) offset);
    }
}
