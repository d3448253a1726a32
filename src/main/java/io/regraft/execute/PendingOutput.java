package io.regraft.execute;

import java.io.IOException;
import java.nio.file.Path;

/** What is being written: a file, or the files of a folder. It appears under its name whole or not at all. */
interface PendingOutput extends AutoCloseable {

    /**
     * Begins a file, and ends the one before.
     *
     * @param path its path in the folder; empty for the file itself
     */
    Disk.Writable file(String path) throws IOException;

    /** Where the bytes are until the commit. */
    Path temporary();

    /**
     * Gives it its name; what was written is durable.
     *
     * @throws io.regraft.problem.RegraftException if something appeared meanwhile that must not be replaced
     */
    void commit() throws IOException;

    /** True once it has its name. */
    boolean isCommitted();

    @Override
    void close() throws IOException;
}
