package io.regraft.kernel;

import io.regraft.checkpoint.TensorName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Texts to 64-bit numbers that random content depends on: the first eight bytes of a SHA-256, the highest first. */
public final class SeedKey {

    private SeedKey() {}

    /** The key of a seed, for tensors of any name. */
    public static long of(String seed) {
        return first(seed);
    }

    /** The key of a seed and a tensor's full name: of both texts with a zero character between them. */
    public static long of(String seed, TensorName tensor) {
        return first(seed + '\0' + tensor.text());
    }

    /** The number that stands for a row of this label or index. */
    public static long ofRow(String identity) {
        return first(identity);
    }

    private static long first(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
