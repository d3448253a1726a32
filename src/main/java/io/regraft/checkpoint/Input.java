package io.regraft.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Bytes at positions: a file, or memory in tests. Safe to read from several threads. */
public interface Input extends Closeable {

    /** The name for messages, as the user gave it. */
    String name();

    /** Length in bytes when it was opened. */
    long size();

    /**
     * Reads some bytes at {@code position} into {@code dst}.
     *
     * @return the number of bytes read, -1 at the end
     */
    int read(ByteBuffer dst, long position) throws IOException;

    /** The channel, where the bytes are a file that can be mapped. */
    default Optional<FileChannel> channel() {
        return Optional.empty();
    }

    /** The file that is read, where it is one. */
    default Optional<Path> path() {
        return Optional.empty();
    }

    /** False if the bytes may be others than those that were opened, as far as the file's size and time tell. */
    default boolean isUnchanged() throws IOException {
        return true;
    }

    @Override
    void close() throws IOException;
}
