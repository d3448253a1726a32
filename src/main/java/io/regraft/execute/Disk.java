package io.regraft.execute;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The few operations that change a file system; a seam, so that tests can let the n-th of them fail. */
public interface Disk {

    /** Creates a file that must not exist, and locks it until it is closed. */
    Writable create(Path file) throws IOException;

    /** Creates a folder that must not exist, and those above it that are missing. */
    void createFolder(Path folder) throws IOException;

    /** Renames over whatever has the name: a file, or an empty folder by a folder. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Gives a file a name that must be free; whether it keeps the old one too is up to the file system.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    void publish(Path from, Path to) throws IOException;

    /** Makes the names in a folder durable. */
    void force(Path folder) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path file) throws IOException;

    /** Removes a folder with all that is in it, if it is there. */
    void deleteFolder(Path folder) throws IOException;

    /** A file being written; safe to write from several threads. */
    interface Writable extends Closeable {

        /** Writes all of {@code bytes} at a position. */
        void write(ByteBuffer bytes, long position) throws IOException;

        /**
         * Becomes a clone of a file: the same content, whose blocks both share until one changes. Nothing was written
         * before.
         *
         * @return false where the file system can't do that; nothing has changed then
         */
        boolean cloneOf(Path source) throws IOException;

        /** Says that much will be written, once: whole pages need not stay in memory. */
        default void passCache() {}

        /** Begins to make durable what was written so far, where that takes time later. */
        default void writeBack() throws IOException {
            force();
        }

        /** Makes what was written durable. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }
}
