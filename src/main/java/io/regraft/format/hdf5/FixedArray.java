package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;

/** Reads a fixed array: the index of chunks of a dataset that can't grow. */
final class FixedArray {

    private static final int HEADER = 28;
    private static final int BLOCK_HEAD = 14;
    private static final String WHAT = "a fixed array";

    /** Takes an element of an index. */
    interface Elements {
        void accept(long index, Block element);
    }

    private final Image image;

    FixedArray(Image image) {
        this.image = image;
    }

    void read(long address, Elements elements) throws IOException {
        Block head = image.claim(address, HEADER, WHAT);
        head.requireSignature("FAHD");
        head.requireChecksum(WHAT);
        Cursor c = head.cursor();
        c.position(6);
        int size = c.u8("the elements' size");
        int pageBits = c.u8("the pages' bits");
        long count = c.i64("the number of elements");
        long data = c.i64("the data block's address");
        if (size < 8 || count < 0 || count > 1L << 40 || pageBits > 30) {
            throw head.damaged(6, "elements of 8 bytes at least", size + " bytes, " + count + " elements");
        }
        if (data == Image.UNDEFINED) {
            return;
        }
        long inPage = 1L << pageBits;
        if (count <= inPage) {
            Block block = image.claim(data, BLOCK_HEAD + count * size + 4, WHAT);
            block.requireSignature("FADB");
            block.requireChecksum(WHAT);
            page(block, BLOCK_HEAD, 0, count, size, elements);
        } else {
            pages(data, count, size, inPage, elements);
        }
    }

    private void pages(long data, long count, int size, long inPage, Elements elements) throws IOException {
        long pages = (count + inPage - 1) / inPage;
        long bitmap = (pages + 7) / 8;
        Block head = image.claim(data, BLOCK_HEAD + bitmap + 4, WHAT);
        head.requireSignature("FADB");
        head.requireChecksum(WHAT);
        long at = data + head.length();
        for (long p = 0; p < pages; p++) {
            long n = Math.min(inPage, count - p * inPage);
            if (isSet(head, BLOCK_HEAD, p)) {
                Block page = image.claim(at, n * size + 4, WHAT);
                page.requireChecksum(WHAT);
                page(page, 0, p * inPage, n, size, elements);
            }
            at += n * size + 4;
        }
    }

    /** The highest bit of a byte is the first. */
    static boolean isSet(Block block, int bitmapAt, long bit) {
        return (block.bytes().get(bitmapAt + (int) (bit / 8)) & (0x80 >> (bit % 8))) != 0;
    }

    static void page(Block block, int from, long first, long count, int size, Elements elements) {
        for (int i = 0; i < count; i++) {
            elements.accept(first + i, block.slice(from + i * size, size));
        }
    }
}
