package io.regraft.format;

import io.regraft.checkpoint.Input;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/** A file on disk, read at positions. */
public final class FileInput implements Input {

    private final Path path;
    private final String name;
    private final FileChannel channel;
    private final long size;
    /** As it was when the file was opened. */
    private final BasicFileAttributes opened;

    private FileInput(Path path, String name, FileChannel channel, long size, BasicFileAttributes opened) {
        this.path = path;
        this.name = name;
        this.channel = channel;
        this.size = size;
        this.opened = opened;
    }

    /**
     * Opens a plain file for reading; its name is the path as given.
     *
     * @throws RegraftException if it is not there, may not be read, or is no plain file
     */
    public static FileInput open(Path path) throws IOException {
        return open(path, path.toString());
    }

    /** The same, under another name in messages. */
    public static FileInput open(Path path, String name) throws IOException {
        try {
            // Looked at before it is opened: opening a pipe would wait for its writer.
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw problem(Kind.USAGE, name, "expected a file, found a folder", "Give the file itself.");
            }
            if (!attributes.isRegularFile()) {
                throw problem(
                        Kind.USAGE,
                        name,
                        "expected a plain file, found a device, pipe or socket",
                        "A checkpoint is read at many positions: save it to a file first.");
            }
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new FileInput(path, name, channel, sizeOrClose(channel), attributes);
        } catch (NoSuchFileException e) {
            throw problem(Kind.IO, name, "there is no such file", "Look at the name and the folder you are in.");
        } catch (AccessDeniedException e) {
            throw problem(
                    Kind.IO, name, "permission to read it was denied", "Run as a user who may read it, or chmod it.");
        }
    }

    private static long sizeOrClose(FileChannel channel) throws IOException {
        try {
            return channel.size();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static RegraftException problem(Kind kind, String name, String what, String fix) {
        return new Problem(kind, new Where.InFile(name), what, fix).asException();
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
        return channel.read(dst, position);
    }

    @Override
    public Optional<FileChannel> channel() {
        return Optional.of(channel);
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(path);
    }

    /** A file that another one took the place of under its name is still what was opened. */
    @Override
    public boolean isUnchanged() throws IOException {
        if (channel.size() != size) {
            return false;
        }
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return !Objects.equals(now.fileKey(), opened.fileKey())
                    || now.lastModifiedTime().equals(opened.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
