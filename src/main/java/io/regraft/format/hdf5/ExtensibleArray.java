package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;

/** Reads an extensible array: the index of chunks of a dataset that grows along one axis. */
final class ExtensibleArray {

    private static final int HEADER = 72;
    private static final int BLOCK_HEAD = 14;
    private static final String WHAT = "an extensible array";

    private final Image image;
    private FixedArray.Elements elements;
    private int size;
    private int offsetBytes;
    private long inPage;
    private long smallest;
    /** The number of the next element. */
    private long next;

    ExtensibleArray(Image image) {
        this.image = image;
    }

    void read(long address, FixedArray.Elements into) throws IOException {
        elements = into;
        Block head = image.claim(address, HEADER, WHAT);
        head.requireSignature("EAHD");
        head.requireChecksum(WHAT);
        Cursor c = head.cursor();
        c.position(6);
        size = c.u8("the elements' size");
        int bits = c.u8("the array's bits");
        int inIndex = c.u8("the index block's elements");
        smallest = c.u8("the smallest data block");
        int pointers = c.u8("the smallest super block");
        int pageBits = c.u8("the pages' bits");
        c.position(60);
        long index = c.i64("the index block's address");
        boolean powers = Long.bitCount(smallest) == 1 && Integer.bitCount(pointers) == 1;
        if (size < 8 || bits > 64 || pageBits > 30 || !powers) {
            throw head.damaged(6, "an array of powers of two", smallest + " and " + pointers);
        }
        offsetBytes = (bits + 7) / 8;
        inPage = 1L << pageBits;
        if (index != Image.UNDEFINED) {
            int inside = 2 * Integer.numberOfTrailingZeros(pointers);
            int supers = Math.max(0, 1 + bits - Long.numberOfTrailingZeros(smallest) - inside);
            index(index, inIndex, 2 * (pointers - 1), supers, inside);
        }
    }

    private void index(long address, int inIndex, int blocks, int supers, int firstSuper) throws IOException {
        Block block = image.claim(address, BLOCK_HEAD + (long) inIndex * size + 8L * (blocks + supers) + 4, WHAT);
        block.requireSignature("EAIB");
        block.requireChecksum(WHAT);
        FixedArray.page(block, BLOCK_HEAD, 0, inIndex, size, elements);
        next = inIndex;
        Cursor c = block.cursor();
        c.position(BLOCK_HEAD + inIndex * size);
        int done = 0;
        for (int s = 0; done < blocks; s++) {
            for (long b = 0; b < blocksOf(s) && done < blocks; b++, done++) {
                data(c.i64("a data block's address"), elementsOf(s), block, -1);
            }
        }
        for (int s = 0; s < supers; s++) {
            long child = c.i64("a super block's address");
            int level = firstSuper + s;
            if (child == Image.UNDEFINED) {
                // Deeper ones hold more than any file has.
                next = level > 60 ? Long.MAX_VALUE / 2 : next + blocksOf(level) * elementsOf(level);
            } else {
                superBlock(child, level);
            }
        }
    }

    private static long blocksOf(int level) {
        return 1L << Math.min(level / 2, 31);
    }

    private long elementsOf(int level) {
        return smallest << Math.min((level + 1) / 2, 31);
    }

    private void superBlock(long address, int level) throws IOException {
        long blocks = blocksOf(level);
        long inBlock = elementsOf(level);
        long bitmap = inBlock > inPage ? (inBlock / inPage + 7) / 8 : 0;
        int head = BLOCK_HEAD + offsetBytes;
        Block block = image.claim(address, head + blocks * (bitmap + 8) + 4, WHAT);
        block.requireSignature("EASB");
        block.requireChecksum(WHAT);
        Cursor c = block.cursor();
        c.position((int) (head + blocks * bitmap));
        for (int b = 0; b < blocks; b++) {
            data(c.i64("a data block's address"), inBlock, block, bitmap == 0 ? -1 : (int) (head + b * bitmap));
        }
    }

    /** A data block; {@code bitmapAt} is where the block above says which pages were written, -1 if it does not. */
    private void data(long address, long count, Block above, int bitmapAt) throws IOException {
        if (address != Image.UNDEFINED) {
            int head = BLOCK_HEAD + offsetBytes;
            if (count <= inPage) {
                Block block = image.claim(address, head + count * size + 4, WHAT);
                block.requireSignature("EADB");
                block.requireChecksum(WHAT);
                FixedArray.page(block, head, next, count, size, elements);
            } else {
                pages(address, count, above, bitmapAt);
            }
        }
        next += count;
    }

    private void pages(long address, long count, Block above, int bitmapAt) throws IOException {
        Block head = image.claim(address, BLOCK_HEAD + offsetBytes + 4L, WHAT);
        head.requireSignature("EADB");
        head.requireChecksum(WHAT);
        if (bitmapAt < 0) {
            throw head.damaged(0, "a data block in one piece", "one in pages");
        }
        long at = address + head.length();
        for (long p = 0; p < count / inPage; p++) {
            if (FixedArray.isSet(above, bitmapAt, p)) {
                Block page = image.claim(at, inPage * size + 4, WHAT);
                page.requireChecksum(WHAT);
                FixedArray.page(page, 0, next + p * inPage, inPage, size, elements);
            }
            at += inPage * size + 4;
        }
    }
}
