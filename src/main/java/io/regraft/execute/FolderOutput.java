package io.regraft.execute;

import io.regraft.problem.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that appears under its name whole or not at all: its files are written into another folder beside it, which
 * is renamed. A locked file beside that one says that it is still being written.
 */
final class FolderOutput implements PendingOutput {

    private static final String LOCK = ".regraft-lock";

    private final Disk disk;
    private final Path target;
    private final Path temporary;
    private final Path lockFile;
    private final Disk.Writable lock;
    private final Set<Path> folders = new LinkedHashSet<>();
    private Optional<Disk.Writable> current = Optional.empty();
    private boolean committed;

    private FolderOutput(Disk disk, Path target, Path temporary, Path lockFile, Disk.Writable lock) {
        this.disk = disk;
        this.target = target;
        this.temporary = temporary;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Begins the folder; removes what a killed run left behind. */
    static FolderOutput begin(Disk disk, Path target) throws IOException {
        Path folder = AtomicOutput.folderOf(target);
        String stem = "." + target.getFileName() + ".";
        removeAbandoned(disk, folder, stem);
        String unique = stem + AtomicOutput.random();
        Path lockFile = folder.resolve(unique + LOCK);
        Disk.Writable lock = disk.create(lockFile);
        FolderOutput output =
                new FolderOutput(disk, target, folder.resolve(unique + AtomicOutput.ENDING), lockFile, lock);
        boolean begun = false;
        try {
            disk.createFolder(output.temporary);
            begun = true;
        } finally {
            if (!begun) {
                output.close();
            }
        }
        return output;
    }

    @Override
    public Disk.Writable file(String path) throws IOException {
        closeCurrent();
        Path file = temporary.resolve(path);
        for (Path folder = file.getParent(); !folder.equals(temporary); folder = folder.getParent()) {
            folders.add(folder);
        }
        if (!Files.isDirectory(file.getParent())) {
            disk.createFolder(file.getParent());
        }
        Disk.Writable begun = disk.create(file);
        current = Optional.of(begun);
        return begun;
    }

    private void closeCurrent() throws IOException {
        if (current.isPresent()) {
            Disk.Writable done = current.get();
            current = Optional.empty();
            done.close();
        }
    }

    @Override
    public Path temporary() {
        return temporary;
    }

    @Override
    public void commit() throws IOException {
        closeCurrent();
        for (Path folder : folders) {
            disk.force(folder);
        }
        disk.force(temporary);
        disk.rename(temporary, target);
        committed = true;
        disk.force(AtomicOutput.folderOf(target));
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            closeCurrent();
        } finally {
            if (!committed) {
                disk.deleteFolder(temporary);
            }
            disk.delete(lockFile);
        }
    }

    /**
     * Refuses a folder that must not be written.
     *
     * @param source the checkpoint that is read
     */
    static void check(Path target, Path source, String argument) throws IOException {
        Path parent = AtomicOutput.folderOf(target);
        if (!Files.isDirectory(parent)) {
            throw AtomicOutput.wrong(
                    Kind.IO, argument, target, "expected a folder at " + parent + ", found none", "Make it first.");
        }
        if (Files.isDirectory(source)
                && parent.toRealPath()
                        .resolve(target.toAbsolutePath().normalize().getFileName())
                        .startsWith(source.toRealPath())) {
            throw AtomicOutput.wrong(
                    Kind.USAGE,
                    argument,
                    target,
                    "it lies in the input, which is never changed",
                    "Name a folder outside of it.");
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder(target)) {
            throw AtomicOutput.wrong(
                    Kind.USAGE,
                    argument,
                    target,
                    "expected nothing of this name, found " + found(target),
                    "Name another, or remove it; a folder is never overwritten.");
        }
    }

    private static boolean isEmptyFolder(Path target) throws IOException {
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(target)) {
            return entries.findAny().isEmpty();
        }
    }

    private static String found(Path target) {
        return Files.isSymbolicLink(target)
                ? "a symbolic link"
                : Files.isDirectory(target) ? "a folder that is not empty" : "a file";
    }

    private static void removeAbandoned(Disk disk, Path folder, String stem) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(stem) && name.endsWith(LOCK) && AtomicOutput.isUnlocked(file)) {
                    String unique = name.substring(0, name.length() - LOCK.length());
                    disk.deleteFolder(folder.resolve(unique + AtomicOutput.ENDING));
                    disk.delete(file);
                }
            }
        }
    }
}
