package io.regraft.kernel;

import io.regraft.checkpoint.TensorName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What the random content of a tensor depends on, as a number: the first eight bytes, big end first, of the SHA-256 of the
 * seed and, after a zero byte, of the tensor's name, both as UTF-8.
 */
public final class SeedKey {

    private SeedKey() {}

    /** The key for one tensor. */
    public static long of(String seed, TensorName name) {
        return hash(seed + '\0' + name.text());
    }

    /** The key for every tensor of this seed: they get the same content. */
    public static long of(String seed) {
        return hash(seed);
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
