package io.regraft.execute;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.ReadAhead;
import io.regraft.manifest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The SHA-256 of a source, fed with ranges that were read for copying; gaps between them are read here. As long as the
 * ranges come in file order, every byte is read once.
 */
final class InOrderDigest {

    private final Input input;
    private final Sha256 sha = new Sha256();
    private final ReadAhead ahead = PartBytes.ahead();
    private final ByteBuffer gap;
    private long next;
    private boolean outOfOrder;

    InOrderDigest(Input input, int blockBytes) {
        this.input = input;
        this.gap = ByteBuffer.allocateDirect(blockBytes);
    }

    /** Takes bytes of a range; ranges of other files, or out of order, are passed over. */
    void saw(Extent extent, long offset, ByteBuffer bytes) throws IOException {
        if (extent.input() != input || outOfOrder) {
            return;
        }
        long at = extent.offset() + offset;
        if (at < next) {
            outOfOrder = true;
            return;
        }
        readGap(at);
        sha.update(bytes);
        next = at + bytes.remaining();
    }

    /** The digest of the whole file; empty if ranges came out of order. */
    Optional<String> finish() throws IOException {
        if (outOfOrder) {
            return Optional.empty();
        }
        readGap(input.size());
        return Optional.of(sha.hex());
    }

    private void readGap(long until) throws IOException {
        while (next < until) {
            gap.clear().limit((int) Math.min(gap.capacity(), until - next));
            ahead.read(new Extent(input, next, gap.limit()), 0, gap);
            gap.flip();
            sha.update(gap);
            next += gap.limit();
        }
    }

    /** Reads and hashes a whole file. */
    static String of(Input input, int blockBytes) throws IOException {
        return new InOrderDigest(input, blockBytes).finish().orElseThrow();
    }
}
