package io.regraft.format.zip;

import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The local header of one record after the other; read with its extra fields at once, where no data can be among them. */
final class LocalHeader {

    /** Extra fields are seldom longer; of those that are, what is needed is read by itself. */
    private static final int MOST_EXTRA = 256;

    private final Input in;
    private ByteBuffer bytes = room(1 << 10);
    private long offset;
    private int length;

    LocalHeader(Input in) {
        this.in = in;
    }

    /**
     * Reads a header.
     *
     * @param fixed its length, name included, without extra fields
     * @param after it may be read up to here without touching data
     */
    void read(long at, int fixed, long after) throws IOException {
        offset = at;
        length = fixed;
        fill(Math.max(fixed, (int) Math.min(fixed + MOST_EXTRA, Math.max(0, after - at))));
    }

    private void fill(int limit) throws IOException {
        if (limit > bytes.capacity()) {
            bytes = room(2 * limit);
        }
        InputBytes.fill(in, offset, bytes.clear().limit(limit));
    }

    /** Outside of the heap, so that a file's bytes come there without another copy. */
    private static ByteBuffer room(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean isOne() {
        return bytes.getInt(0) == ZipArchive.LOCAL;
    }

    int flags() {
        return bytes.getShort(6) & 0xFFFF;
    }

    int method() {
        return bytes.getShort(8) & 0xFFFF;
    }

    boolean isNamed(ByteBuffer name) {
        int named = name.remaining();
        if ((bytes.getShort(26) & 0xFFFF) != named) {
            return false;
        }
        for (int i = 0; i < named; i++) {
            if (bytes.get(ZipArchive.LOCAL_LENGTH + i) != name.get(name.position() + i)) {
                return false;
            }
        }
        return true;
    }

    int extraLength() {
        return bytes.getShort(28) & 0xFFFF;
    }

    /** Id (the lower 16 bits) and length of the extra field before the last {@code left} bytes of the extra fields. */
    long field(int left) throws IOException {
        int at = length + extraLength() - left;
        if (at + 4 > bytes.limit()) {
            fill(length + extraLength());
        }
        return bytes.getInt(at) & 0xFFFF_FFFFL;
    }
}
