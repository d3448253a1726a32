package io.regraft.format.folder;

import io.regraft.checkpoint.Input;
import io.regraft.format.FileInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** A file beside the tensors. It is opened for each read: a folder may hold more of them than a process may open. */
final class CompanionFile implements Input {

    private final String name;
    private final Path file;
    private final long size;

    CompanionFile(String name, Path file, long size) {
        this.name = name;
        this.file = file;
        this.size = size;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        try (FileInput in = FileInput.open(file, name)) {
            return in.read(dst, position);
        }
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(file);
    }

    @Override
    public void close() {
        // Nothing is open between reads.
    }
}
