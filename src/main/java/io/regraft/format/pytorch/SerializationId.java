package io.regraft.format.pytorch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The record {@code .data/serialization_id}: 20 digits of a hash of the names, 20 of one of the checksums. */
final class SerializationId {

    static final int LENGTH = 40;

    private static final long GOLDEN = 0x9E3779B9L;

    private SerializationId() {}

    /** The id of a new archive: zeros stand for the half that depends on torch's build. */
    static byte[] of(long[] sizes, long[] crcs) {
        return with(ByteBuffer.wrap("0".repeat(LENGTH / 2).getBytes(StandardCharsets.US_ASCII)), sizes, crcs);
    }

    /** An id with the half made anew that depends on checksums; the other depends on torch's build and is kept. */
    static byte[] with(ByteBuffer old, long[] sizes, long[] crcs) {
        long hash = 0;
        for (int i = 0; i < crcs.length; i++) {
            if (sizes[i] > 0) {
                hash ^= crcs[i] + GOLDEN + (hash << 6) + (hash >>> 2);
            }
        }
        String digits = Long.toUnsignedString(hash);
        byte[] id = new byte[LENGTH];
        old.duplicate().get(id, 0, LENGTH / 2);
        byte[] half = ("0".repeat(LENGTH / 2 - digits.length()) + digits).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(half, 0, id, LENGTH / 2, half.length);
        return id;
    }
}
