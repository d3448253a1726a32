package io.regraft.format.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes the links of a group as a B-tree of version 1 and a local heap. */
final class NewSymbolTable {

    private static final long NO_FREE_SPACE = 1;
    private static final int ENTRY = 40;
    private static final int SOFT = 2;

    private final Patches patches;
    private final Superblock superblock;
    private final List<Link> links;
    private final List<Long> names = new ArrayList<>();
    private final List<Long> targets = new ArrayList<>();

    private NewSymbolTable(Patches patches, Superblock superblock, List<Link> links) {
        this.patches = patches;
        this.superblock = superblock;
        this.links = links.stream()
                .sorted((a, b) -> LinkReader.BY_BYTES.compare(a.rawName(), b.rawName()))
                .toList();
    }

    /** Where a group's links are. */
    record Placed(long tree, long heap) {
        /** The body of a symbol table message, and what is cached in a link to the group. */
        ByteBuffer encoded() {
            return ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(tree)
                    .putLong(heap)
                    .flip();
        }
    }

    static Placed write(Patches patches, Superblock superblock, List<Link> links) {
        NewSymbolTable table = new NewSymbolTable(patches, superblock, links);
        long heap = table.heap();
        return new Placed(table.tree(), heap);
    }

    private long heap() {
        int length = 8;
        for (Link link : links) {
            length = Math.addExact(length, padded(link.rawName().remaining()));
            length = Math.addExact(
                    length, link.kind() == Link.Kind.SOFT ? padded(link.target().remaining()) : 0);
        }
        ByteBuffer data = ByteBuffer.allocate(length);
        data.position(8);
        for (Link link : links) {
            names.add(put(data, link.rawName()));
            targets.add(link.kind() == Link.Kind.SOFT ? put(data, link.target()) : 0);
        }
        long at = patches.append("a local heap's data", data.rewind());
        ByteBuffer head = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        head.put(new byte[] {'H', 'E', 'A', 'P', 0, 0, 0, 0});
        head.putLong(length).putLong(NO_FREE_SPACE).putLong(at);
        return patches.append("a local heap", head.flip());
    }

    private static int padded(int length) {
        return (length + 8) / 8 * 8;
    }

    private static long put(ByteBuffer data, ByteBuffer text) {
        int at = data.position();
        data.put(text.duplicate());
        data.position(at + padded(text.remaining()));
        return at;
    }

    /** A node and the offset of the greatest name in it. */
    private record Child(long address, long last) {}

    private long tree() {
        List<Child> nodes = leaves();
        int level = 0;
        do {
            nodes = level(nodes, level++);
        } while (nodes.size() > 1);
        return nodes.get(0).address();
    }

    private List<Child> leaves() {
        int most = 2 * superblock.leafK();
        List<Child> leaves = new ArrayList<>();
        for (int from = 0; from < links.size(); from += most) {
            int to = Math.min(links.size(), from + most);
            ByteBuffer out = ByteBuffer.allocate(8 + ENTRY * most).order(ByteOrder.LITTLE_ENDIAN);
            out.put(new byte[] {'S', 'N', 'O', 'D', 1, 0}).putShort((short) (to - from));
            for (int i = from; i < to; i++) {
                Link link = links.get(i);
                boolean soft = link.kind() == Link.Kind.SOFT;
                out.putLong(names.get(i)).putLong(link.address());
                out.putInt(soft ? SOFT : 0).putInt(0);
                out.putInt(Math.toIntExact(targets.get(i))).put(new byte[12]);
            }
            leaves.add(new Child(patches.append("a symbol node", out.rewind()), names.get(to - 1)));
        }
        return leaves;
    }

    private List<Child> level(List<Child> children, int level) {
        int most = 2 * superblock.internalK();
        int length = 24 + 16 * most + 8;
        int nodes = Math.max(1, (children.size() + most - 1) / most);
        long first = patches.nextAddress();
        long apart = (length + 7L) / 8 * 8;
        List<Child> above = new ArrayList<>();
        long before = 0;
        for (int n = 0; n < nodes; n++) {
            List<Child> inside = children.subList(n * most, Math.min(children.size(), (n + 1) * most));
            ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            out.put(new byte[] {'T', 'R', 'E', 'E', 0, (byte) level}).putShort((short) inside.size());
            out.putLong(n == 0 ? Image.UNDEFINED : first + (n - 1) * apart);
            out.putLong(n == nodes - 1 ? Image.UNDEFINED : first + (n + 1) * apart);
            out.putLong(before);
            for (Child c : inside) {
                out.putLong(c.address()).putLong(c.last());
                before = c.last();
            }
            above.add(new Child(patches.append("a group's B-tree node", out.rewind()), before));
        }
        return above;
    }
}
