package io.regraft.format.pytorch.pickle;

import java.nio.ByteBuffer;

/** An edited tape: the first bytes of an array, which nobody writes to any more. */
final class Rewritten {

    private final byte[] bytes;
    private final int size;
    private final boolean moves;

    /**
     * A tape.
     *
     * @param moves true if an object stands at another place among the others, or is there once more
     */
    Rewritten(byte[] bytes, int size, boolean moves) {
        this.bytes = bytes;
        this.size = size;
        this.moves = moves;
    }

    int size() {
        return size;
    }

    boolean moves() {
        return moves;
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, size).asReadOnlyBuffer();
    }

    /** The array, for loops over the first bytes of it. */
    @SuppressWarnings("EI_EXPOSE_REP")
    byte[] array() {
        return bytes;
    }
}
