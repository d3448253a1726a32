package io.regraft.format.hdf5;

import io.regraft.checkpoint.Input;
import io.regraft.format.Cursor;
import io.regraft.format.InputBytes;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The superblock.
 *
 * @param position of its signature, from the start of the file; addresses count from there
 * @param version 0 to 3
 * @param end the file's logical end, from the start of the file
 * @param root address of the root group's header
 * @param extension address of the extension's header, or {@link Image#UNDEFINED}
 * @param driver address of the driver information, or {@link Image#UNDEFINED}
 * @param isRootCached true if the superblock repeats where the root's links are
 * @param isOpen true if a writer did not close the file
 * @param leafK half the entries of a symbol node
 * @param internalK half the children of a group's B-tree node
 * @param chunkK half the children of a chunk's B-tree node
 */
record Superblock(
        long position,
        int version,
        long end,
        long root,
        long extension,
        long driver,
        boolean isRootCached,
        boolean isOpen,
        int leafK,
        int internalK,
        int chunkK) {

    static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    static final int DEFAULT_LEAF_K = 4;
    static final int DEFAULT_INTERNAL_K = 16;
    static final int DEFAULT_CHUNK_K = 32;

    private static final int FIRST_USER_BLOCK = 512;
    private static final int LONGEST = 96 + 8;

    /** Where the signature stands: at 0, or after a user block of 512, 1,024, … bytes. */
    static OptionalLong find(Input in) throws IOException {
        ByteBuffer wanted = ByteBuffer.wrap(SIGNATURE);
        for (long at = 0; at <= in.size() - SIGNATURE.length; at = at == 0 ? FIRST_USER_BLOCK : at * 2) {
            if (InputBytes.read(in, at, SIGNATURE.length).equals(wanted)) {
                return OptionalLong.of(at);
            }
        }
        return OptionalLong.empty();
    }

    static Superblock read(Input in, long position) throws IOException {
        int length = (int) Math.min(LONGEST, in.size() - position);
        Block block = new Block(in.name(), position, InputBytes.read(in, position, length));
        Cursor c = block.cursor();
        c.skip(SIGNATURE.length, "the signature");
        int version = c.u8("the superblock's version");
        if (version > 3) {
            throw unsupported(in, position, "superblock version 0 to 3", String.valueOf(version));
        }
        Superblock found = version < 2 ? old(in, block, version) : recent(in, block, version);
        if (found.end() > in.size()) {
            throw Problem.expected(
                            Kind.CHECKPOINT,
                            new Where.InFile(in.name()),
                            String.format(Locale.ROOT, "%,d bytes, as the superblock says", found.end()),
                            String.format(Locale.ROOT, "%,d", in.size()),
                            "The file was cut short: copy it again.")
                    .asException();
        }
        return found;
    }

    private static Superblock old(Input in, Block block, int version) {
        Cursor c = block.cursor();
        c.skip(13, "the superblock");
        requireEight(in, block, c);
        c.skip(1, "the superblock");
        int leafK = c.u16("the leaf K");
        int internalK = c.u16("the internal K");
        boolean isOpen = (c.u32("the flags") & 1) != 0;
        int chunkK = DEFAULT_CHUNK_K;
        if (version == 1) {
            chunkK = c.u16("the chunk K");
            c.skip(2, "the superblock");
        }
        requireBase(in, block, c.i64("the base address"));
        c.skip(8, "the free-space address");
        long end = c.i64("the end of the file");
        long driver = c.i64("the driver's address");
        c.skip(8, "the root's link");
        long root = c.i64("the root's address");
        boolean isRootCached = c.u32("the root's cache type") == 1;
        c.skip(20, "the root's entry");
        requireK(in, block, leafK, internalK, chunkK);
        return new Superblock(
                block.position(),
                version,
                positive(block, end),
                root,
                Image.UNDEFINED,
                driver,
                isRootCached,
                isOpen,
                leafK,
                internalK,
                chunkK);
    }

    private static Superblock recent(Input in, Block block, int version) {
        Cursor c = block.cursor();
        c.skip(9, "the superblock");
        requireEight(in, block, c);
        int flags = c.u8("the flags");
        requireBase(in, block, c.i64("the base address"));
        long extension = c.i64("the extension's address");
        long end = c.i64("the end of the file");
        long root = c.i64("the root's address");
        c.skip(4, "the checksum");
        block.slice(0, 48).requireChecksum("the superblock");
        return new Superblock(
                block.position(),
                version,
                positive(block, end),
                root,
                extension,
                Image.UNDEFINED,
                false,
                flags != 0,
                DEFAULT_LEAF_K,
                DEFAULT_INTERNAL_K,
                DEFAULT_CHUNK_K);
    }

    private static long positive(Block block, long end) {
        if (end < 0) {
            throw block.damaged(0, "the end of the file", Long.toUnsignedString(end));
        }
        return end;
    }

    private static void requireEight(Input in, Block block, Cursor c) {
        int offsets = c.u8("the size of offsets");
        int lengths = c.u8("the size of lengths");
        if (offsets != 8 || lengths != 8) {
            throw unsupported(
                    in, block.position(), "offsets and lengths of 8 bytes", "of " + offsets + " and " + lengths);
        }
    }

    private static void requireBase(Input in, Block block, long base) {
        if (base != block.position()) {
            throw unsupported(
                    in,
                    block.position(),
                    String.format(Locale.ROOT, "base address %,d, where the superblock is", block.position()),
                    Long.toUnsignedString(base));
        }
    }

    private static void requireK(Input in, Block block, int leafK, int internalK, int chunkK) {
        if (leafK == 0 || internalK == 0 || chunkK == 0) {
            throw unsupported(in, block.position(), "nodes with room for something", "K = 0");
        }
    }

    private static RegraftException unsupported(Input in, long position, String expected, String found) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InPart(in.name(), "", position),
                        expected,
                        found,
                        "The file is damaged, or of a kind that is not read: copy it with h5repack.")
                .asException();
    }

    /** Where the end of the file is written down. */
    long endPosition() {
        return position + (version < 2 ? (version == 0 ? 40 : 44) : 28);
    }

    /** Where the 16 bytes of the root entry lie that repeat its B-tree and heap; versions 0 and 1. */
    long rootScratchPosition() {
        return position + (version == 0 ? 56 : 60) + 24;
    }

    /** All of one of version 2 or 3, for another end of the file. */
    ByteBuffer encoded(long newEnd) {
        ByteBuffer out = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        out.put(SIGNATURE).put((byte) version).put((byte) 8).put((byte) 8).put((byte) 0);
        out.putLong(position).putLong(extension).putLong(newEnd).putLong(root);
        return out.putInt(Lookup3.of(out.duplicate().flip())).flip();
    }

    /** How long it is. */
    int length() {
        return version < 2 ? (version == 0 ? 96 : 100) : 48;
    }

    /** With the node sizes of the extension's message. */
    Superblock withSizes(Block body) {
        Cursor c = body.cursor();
        c.skip(1, "the node sizes' version");
        int chunk = c.u16("the chunk K");
        int internal = c.u16("the internal K");
        int leaf = c.u16("the leaf K");
        if (chunk == 0 || internal == 0 || leaf == 0) {
            throw body.damaged(1, "nodes with room for something", "K = 0");
        }
        return new Superblock(
                position, version, end, root, extension, driver, isRootCached, isOpen, leaf, internal, chunk);
    }
}
