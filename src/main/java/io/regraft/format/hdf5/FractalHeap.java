package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads the objects of a fractal heap: links or attributes of a group that has many. */
final class FractalHeap {

    private static final int HEADER = 146;
    private static final int MOST_ROWS = 128;

    private final Image image;
    private final Block head;
    private final boolean hasChecksums;
    private final long width;
    private final long startSize;
    private final long largestDirect;
    private final int offsetBytes;
    private final int lengthBytes;
    private final int directRows;
    /** Direct blocks by their offset in the heap. */
    private final NavigableMap<Long, Block> blocks = new TreeMap<>();

    private FractalHeap(Image image, Block head) {
        this.image = image;
        this.head = head;
        head.requireSignature("FRHP");
        head.requireChecksum("the fractal heap");
        Cursor c = head.cursor();
        c.position(7);
        if (c.u16("the filters' length") != 0) {
            throw unsupported("a fractal heap with filters");
        }
        hasChecksums = (c.u8("the heap's flags") & 2) != 0;
        long largestObject = c.u32("the largest object");
        c.position(110);
        width = c.u16("the table's width");
        startSize = c.i64("the first block's size");
        largestDirect = c.i64("the largest direct block");
        int bits = c.u16("the heap's bits");
        boolean powers = Long.bitCount(startSize) == 1 && Long.bitCount(largestDirect) == 1;
        boolean sized = startSize > 0 && largestDirect >= startSize && largestDirect <= 1L << 32;
        if (!powers || !sized || Long.bitCount(width) != 1 || bits > 64 || bits == 0) {
            throw head.damaged(110, "block sizes that are powers of two", startSize + " to " + largestDirect);
        }
        offsetBytes = (bits + 7) / 8;
        lengthBytes = Math.min(
                LittleEndian.widthFor(Math.max(largestObject, 1)), LittleEndian.widthFor(Math.max(largestDirect, 1)));
        directRows = Long.numberOfTrailingZeros(largestDirect) - Long.numberOfTrailingZeros(startSize) + 2;
    }

    static FractalHeap read(Image image, long address) throws IOException {
        FractalHeap heap = new FractalHeap(image, image.claim(address, HEADER, "a fractal heap"));
        Cursor c = heap.head.cursor();
        c.position(132);
        long root = c.i64("the root block's address");
        int rows = c.u16("the root's rows");
        if (root != Image.UNDEFINED) {
            if (rows == 0) {
                heap.direct(root, 0, heap.startSize);
            } else {
                heap.indirect(root, 0, rows, 0);
            }
        }
        heap.requireChecksums();
        return heap;
    }

    private long blockSize(int row) {
        return row < 2 ? startSize : startSize << Math.min(row - 1, 62);
    }

    private void direct(long address, long offset, long size) throws IOException {
        Block block = image.claim(address, size, "a fractal heap's block");
        block.requireSignature("FHDB");
        blocks.put(offset, block);
    }

    private void indirect(long address, long offset, int rows, int depth) throws IOException {
        if (rows > MOST_ROWS || depth > 8) {
            throw head.damaged(140, "at most " + MOST_ROWS + " rows", String.valueOf(rows));
        }
        long length = 13L + offsetBytes + 8 * width * rows + 4;
        Block block = image.claim(address, length, "a fractal heap's index");
        block.requireSignature("FHIB");
        block.requireChecksum("the fractal heap's index");
        Cursor c = block.cursor();
        c.position(13 + offsetBytes);
        long at = offset;
        for (int row = 0; row < rows; row++) {
            long size = blockSize(row);
            for (long column = 0; column < width; column++) {
                long child = c.i64("a block's address");
                if (child != Image.UNDEFINED) {
                    if (row < directRows) {
                        direct(child, at, size);
                    } else {
                        int inner = Long.numberOfTrailingZeros(size / (startSize * width)) + 1;
                        indirect(child, at, inner, depth + 1);
                    }
                }
                at += size;
            }
        }
    }

    /** The object of an id of 7 or 8 bytes. */
    Block object(Block id) {
        int first = id.bytes().get(0) & 0xFF;
        int type = (first >> 4) & 3;
        if (type == 2) {
            int length = (first & 0xF) + 1;
            if (length > id.length() - 1) {
                throw id.damaged(0, "an object in its own id", length + " bytes");
            }
            return id.slice(1, length);
        }
        if (type != 0) {
            throw unsupported("a huge object in a fractal heap");
        }
        Cursor c = id.cursor();
        c.skip(1, "the id");
        long offset = LittleEndian.next(c, offsetBytes, "an object's offset");
        long length = LittleEndian.next(c, lengthBytes, "an object's length");
        Map.Entry<Long, Block> block = blocks.floorEntry(offset);
        if (offset < 0
                || block == null
                || offset - block.getKey() > block.getValue().length() - length) {
            throw id.damaged(0, "an object inside the heap's blocks", length + " bytes at offset " + offset);
        }
        return block.getValue().slice((int) (offset - block.getKey()), (int) length);
    }

    /** The checksum of a direct block stands behind the block's offset. */
    private void requireChecksums() {
        if (hasChecksums) {
            blocks.values().forEach(this::requireChecksum);
        }
    }

    private void requireChecksum(Block block) {
        int at = 13 + offsetBytes;
        if (block.length() < at + 4) {
            throw block.damaged(0, "a block with a head", "one of " + block.length() + " bytes");
        }
        ByteBuffer zeroed = ByteBuffer.allocate(block.length()).order(ByteOrder.LITTLE_ENDIAN);
        zeroed.put(block.bytes()).flip();
        int found = zeroed.getInt(at);
        zeroed.putInt(at, 0);
        if (Lookup3.of(zeroed) != found) {
            throw block.damaged(at, "the checksum of the block", Integer.toHexString(found));
        }
    }

    private RegraftException unsupported(String found) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InPart(image.file(), "", head.position()),
                        "links and attributes in blocks of a fractal heap",
                        found,
                        "It is not read: copy the file with h5repack.")
                .asException();
    }
}
