package io.regraft.manifest;

import io.regraft.kernel.Content;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The SHA-256 of a tensor's content: its elements in C order, little-endian. */
public final class ContentDigest {

    private ContentDigest() {}

    /** Reads a content once, some elements at a time. */
    public static String of(Content content, int bufferBytes) throws IOException {
        Sha256 sha = new Sha256();
        int element = content.type().dtype().bytes();
        long length = content.type().bytes();
        long capacity = Math.min(length, bufferBytes - bufferBytes % element);
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.max(element, capacity));
        for (long at = 0; at < length; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), length - at));
            content.read(at, buffer);
            at += buffer.position();
            sha.update(buffer.flip());
        }
        return sha.hex();
    }
}
