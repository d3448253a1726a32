package io.regraft.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Texts to 64-bit numbers that random content depends on: the first eight bytes of a SHA-256, the highest first. */
public final class SeedKey {

    private SeedKey() {}

    /**
     * The key of a seed.
     *
     * @param tensor the tensor's full name; empty if tensors of other names shall draw the same
     */
    public static long of(String seed, Optional<String> tensor) {
        MessageDigest sha = sha256();
        byte[] text = seed.getBytes(StandardCharsets.UTF_8);
        // The length keeps seed "a", tensor "bc" and seed "ab", tensor "c" apart.
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, text.length));
        sha.update(text);
        tensor.ifPresent(name -> sha.update(name.getBytes(StandardCharsets.UTF_8)));
        return ByteBuffer.wrap(sha.digest()).getLong();
    }

    /** The number that stands for a row of this label or index. */
    public static long ofRow(String identity) {
        return ByteBuffer.wrap(sha256().digest(identity.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
