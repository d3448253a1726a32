package io.regraft.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that appears under its name whole or not at all: its files are written into another folder beside it, which
 * is renamed. A locked file beside that one says that it is still being written.
 */
final class FolderOutput implements PendingOutput {

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

    /** Begins the folder. */
    static FolderOutput begin(Disk disk, Path target) throws IOException {
        Path unique = Leftovers.unique(target);
        Path lockFile = unique.resolveSibling(unique.getFileName() + Leftovers.LOCK);
        Path temporary = unique.resolveSibling(unique.getFileName() + Leftovers.PART);
        FolderOutput output = new FolderOutput(disk, target, temporary, lockFile, disk.create(lockFile));
        boolean begun = false;
        try {
            disk.createFolder(temporary);
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
        rename();
        committed = true;
        disk.force(Leftovers.folderOf(target));
    }

    /** No system renames a folder over anything but an empty one. */
    private void rename() throws IOException {
        try {
            disk.rename(temporary, target);
        } catch (IOException e) {
            if (!Leftovers.isFree(target)) {
                throw AtomicOutput.appeared("-o", target);
            }
            throw e;
        }
    }

    @Override
    public boolean isCommitted() {
        return committed;
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
}
