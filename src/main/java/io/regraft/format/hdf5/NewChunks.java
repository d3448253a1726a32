package io.regraft.format.hdf5;

import io.regraft.checkpoint.Shape;
import io.regraft.format.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a chunked dataset's content in C order: its chunks are rows, as many as lie one after the other, unpacked. A
 * content is known only while it is written, and so is the size of what would be packed. Chunks could say that they went
 * without the dataset's filters, but not every reader looks: the dataset has none any more.
 */
final class NewChunks {

    private static final long ABOUT = 1L << 20;
    private static final long MOST = 0xFFFF_FFFFL;

    private final Patches patches;
    private final Shape shape;
    private final int elementSize;
    private final int chunkK;
    private final long rows;
    private final long rowBytes;

    NewChunks(Patches patches, Shape shape, int elementSize, int chunkK) {
        this.patches = patches;
        this.shape = shape;
        this.elementSize = elementSize;
        this.chunkK = chunkK;
        this.rowBytes = Math.max(1, shape.inner(0)) * elementSize;
        this.rows = Math.max(1, Math.min(Math.max(1, shape.extent(0)), ABOUT / rowBytes));
    }

    /** True if a chunk can be as long as one row. */
    boolean fits() {
        return rowBytes <= MOST;
    }

    /** The body of a layout message of version 3. */
    ByteBuffer layout(long tree) {
        int rank = shape.rank();
        ByteBuffer out = ByteBuffer.allocate(11 + 4 * (rank + 1)).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 3).put((byte) 2).put((byte) (rank + 1)).putLong(tree).putInt((int) rows);
        for (int axis = 1; axis < rank; axis++) {
            out.putInt((int) Math.max(1, shape.extent(axis)));
        }
        return out.putInt(elementSize).flip();
    }

    /** Writes the content and its index; gives the index's address. */
    long write(Part.Slot content) {
        if (content.length() == 0) {
            return Image.UNDEFINED;
        }
        long data = patches.append(content);
        long count = (shape.extent(0) + rows - 1) / rows;
        long whole = count * rows * rowBytes;
        if (whole > content.length()) {
            patches.appendDirectly(new byte[Math.toIntExact(whole - content.length())]);
        }
        List<Child> nodes = new ArrayList<>();
        for (long n = 0; n < count; n++) {
            nodes.add(new Child(data + n * rows * rowBytes, n * rows));
        }
        int level = 0;
        do {
            nodes = level(nodes, level++);
        } while (nodes.size() > 1);
        return nodes.get(0).address();
    }

    /** A chunk or a node, and the first row in it. */
    private record Child(long address, long row) {}

    private List<Child> level(List<Child> children, int level) {
        int most = 2 * chunkK;
        int keySize = 8 + 8 * (shape.rank() + 1);
        int length = 24 + most * (keySize + 8) + keySize;
        int nodes = (children.size() + most - 1) / most;
        long first = patches.nextAddress();
        long apart = (length + 7L) / 8 * 8;
        List<Child> above = new ArrayList<>();
        for (int n = 0; n < nodes; n++) {
            int from = n * most;
            int to = Math.min(children.size(), from + most);
            ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            out.put(new byte[] {'T', 'R', 'E', 'E', 1, (byte) level}).putShort((short) (to - from));
            out.putLong(n == 0 ? Image.UNDEFINED : first + (n - 1) * apart);
            out.putLong(n == nodes - 1 ? Image.UNDEFINED : first + (n + 1) * apart);
            for (Child c : children.subList(from, to)) {
                key(out, c.row());
                out.putLong(c.address());
            }
            key(out, to < children.size() ? children.get(to).row() : end());
            above.add(new Child(
                    patches.append("a chunk index", out.rewind()),
                    children.get(from).row()));
        }
        return above;
    }

    /** One past the last chunk. */
    private long end() {
        return (shape.extent(0) + rows - 1) / rows * rows;
    }

    private void key(ByteBuffer out, long row) {
        out.putInt((int) (rows * rowBytes)).putInt(0).putLong(row);
        out.put(new byte[8 * shape.rank()]);
    }
}
