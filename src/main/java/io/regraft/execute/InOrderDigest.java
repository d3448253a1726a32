package io.regraft.execute;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.ReadAhead;
import io.regraft.manifest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The SHA-256 of a source, fed with ranges that were read for copying. What lies between them is read here, and what was
 * hashed before is passed over: ranges in file order are read once, others twice.
 */
final class InOrderDigest {

    private final Input input;
    private final Sha256 sha = new Sha256();
    private final ReadAhead ahead = PartBytes.ahead();
    private final int blockBytes;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private long next;
    private Optional<String> finished = Optional.empty();

    InOrderDigest(Input input, int blockBytes) {
        this.input = input;
        this.blockBytes = blockBytes;
    }

    /** Takes bytes of a range; ranges of other files are passed over. */
    void saw(Extent extent, long offset, ByteBuffer bytes) throws IOException {
        long at = extent.offset() + offset;
        if (extent.input() != input || at + bytes.remaining() <= next) {
            return;
        }
        while (next < at) {
            readBlock(at);
        }
        int seen = (int) (next - at);
        sha.update(bytes.slice(bytes.position() + seen, bytes.remaining() - seen));
        next = at + bytes.remaining();
    }

    /** Reads and hashes the next block; false if there is none. */
    boolean readBlock() throws IOException {
        readBlock(input.size());
        return next < input.size();
    }

    private void readBlock(long until) throws IOException {
        if (block.capacity() == 0) {
            block = ByteBuffer.allocateDirect(blockBytes);
        }
        block.clear().limit((int) Math.min(block.capacity(), until - next));
        ahead.read(new Extent(input, next, block.limit()), 0, block);
        sha.update(block.flip());
        next += block.limit();
    }

    /** Reads what is left; the digest of the whole file. */
    String finish() throws IOException {
        while (next < input.size()) {
            readBlock(input.size());
        }
        if (finished.isEmpty()) {
            finished = Optional.of(sha.hex());
        }
        return finished.get();
    }
}
