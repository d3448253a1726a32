package io.regraft.execute;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * A file that appears under its name whole or not at all: written beside it under another name, locked meanwhile, made
 * durable, renamed. What appeared under the name meanwhile is replaced only if that was asked for.
 */
final class AtomicOutput implements PendingOutput {

    private final Disk disk;
    private final Path target;
    private final String argument;
    private final boolean overwrite;
    private final Path temporary;
    private final Disk.Writable writable;
    private boolean committed;

    private AtomicOutput(
            Disk disk, Path target, String argument, boolean overwrite, Path temporary, Disk.Writable writable) {
        this.disk = disk;
        this.target = target;
        this.argument = argument;
        this.overwrite = overwrite;
        this.temporary = temporary;
        this.writable = writable;
    }

    /**
     * Begins the file.
     *
     * @param argument how the user named it: {@code -o}
     */
    static AtomicOutput begin(Disk disk, Path target, String argument, boolean overwrite) throws IOException {
        Path unique = Leftovers.unique(target);
        Path temporary = unique.resolveSibling(unique.getFileName() + Leftovers.PART);
        return new AtomicOutput(disk, target, argument, overwrite, temporary, disk.create(temporary));
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
        if (overwrite) {
            disk.rename(temporary, target);
        } else {
            publish();
            committed = true;
            disk.delete(temporary);
        }
        committed = true;
        disk.force(Leftovers.folderOf(target));
    }

    private void publish() throws IOException {
        try {
            disk.publish(temporary, target);
        } catch (FileAlreadyExistsException e) {
            throw appeared(argument, target);
        }
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    /** Takes back what was committed; what it replaced is lost, so then it stays. */
    void withdraw() throws IOException {
        if (committed && !overwrite) {
            disk.delete(target);
        }
    }

    @Override
    public void close() throws IOException {
        try (writable) {
            if (!committed) {
                disk.delete(temporary);
            }
        }
    }

    /** What to say to the slower of two runs. */
    static RuntimeException appeared(String argument, Path target) {
        return new Problem(
                        Kind.USAGE,
                        new Where.OnCommandLine(argument + " " + target),
                        "expected no file of this name, found one that appeared meanwhile",
                        "Another run was faster; nothing was written. Name another file.")
                .asException();
    }
}
