package io.regraft.execute;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears under its name whole or not at all: written beside it under another name, locked meanwhile, made
 * durable, renamed.
 */
final class AtomicOutput implements PendingOutput {

    static final String ENDING = ".regraft-part";

    private final Disk disk;
    private final Path target;
    private final Path temporary;
    private final Disk.Writable writable;
    private boolean committed;

    private AtomicOutput(Disk disk, Path target, Path temporary, Disk.Writable writable) {
        this.disk = disk;
        this.target = target;
        this.temporary = temporary;
        this.writable = writable;
    }

    /** Begins the file; removes what a killed run left behind. */
    static AtomicOutput begin(Disk disk, Path target) throws IOException {
        Path folder = folderOf(target);
        String stem = "." + target.getFileName() + ".";
        removeAbandoned(disk, folder, stem);
        Path temporary = folder.resolve(stem + random() + ENDING);
        return new AtomicOutput(disk, target, temporary, disk.create(temporary));
    }

    @Override
    public Disk.Writable file(String path) {
        return writable;
    }

    @Override
    public Path temporary() {
        return temporary;
    }

    @Override
    public void commit() throws IOException {
        disk.rename(temporary, target);
        committed = true;
        disk.force(folderOf(target));
    }

    @Override
    public void close() throws IOException {
        try {
            writable.close();
        } finally {
            if (!committed) {
                disk.delete(temporary);
            }
        }
    }

    static String random() {
        byte[] random = new byte[6];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    /** True if both are one name in one folder. */
    static boolean sameName(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    /**
     * Refuses a target that must not be written.
     *
     * @param argument how the user named it: {@code -o}
     */
    static void check(Path target, Path source, boolean overwrite, String argument) throws IOException {
        Path folder = folderOf(target);
        if (!Files.isDirectory(folder)) {
            throw wrong(Kind.IO, argument, target, "expected a folder at " + folder + ", found none", "Make it first.");
        }
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.exists(target) && Files.isSameFile(target, source)) {
            throw wrong(Kind.USAGE, argument, target, "it is the input, which is never changed", "Name another file.");
        }
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            String found = Files.isSymbolicLink(target)
                    ? "a symbolic link"
                    : Files.isDirectory(target) ? "a folder" : "a special file";
            throw wrong(
                    Kind.USAGE,
                    argument,
                    target,
                    "expected a plain file or none, found " + found,
                    "Name another file, or remove it.");
        }
        if (!overwrite) {
            throw wrong(
                    Kind.USAGE,
                    argument,
                    target,
                    "expected no file of this name, found one",
                    "Name another, or add --overwrite.");
        }
    }

    static RuntimeException wrong(Kind kind, String argument, Path target, String what, String fix) {
        return new Problem(kind, new Where.OnCommandLine(argument + " " + target), what, fix).asException();
    }

    private static void removeAbandoned(Disk disk, Path folder, String stem) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(stem) && name.endsWith(ENDING) && isUnlocked(file)) {
                    disk.delete(file);
                }
            }
        }
    }

    static boolean isUnlocked(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }
}
