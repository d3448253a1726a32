package io.regraft.execute;

import io.regraft.manifest.ManifestReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The temporary files beside a target: how they are named, and which of them a killed run left behind. A run locks its
 * own as long as it lives.
 */
final class Leftovers {

    /** Ends the name of a file or folder that is being written. */
    static final String PART = ".regraft-part";
    /** Ends the name of the locked file beside a folder that is being written. */
    static final String LOCK = ".regraft-lock";

    /** A name of more bytes is shown by its digest: with what is added to it, it would be too long for a file system. */
    private static final int LONGEST = 100;

    private final Disk disk;
    private final Path target;

    Leftovers(Disk disk, Path target) {
        this.disk = disk;
        this.target = target;
    }

    /** A new name beside a target, without its ending. */
    static Path unique(Path target) {
        byte[] random = new byte[6];
        ThreadLocalRandom.current().nextBytes(random);
        return folderOf(target).resolve(stem(target) + HexFormat.of().formatHex(random));
    }

    /** How all of a target's temporary files begin. */
    static String stem(Path target) {
        String name = String.valueOf(target.getFileName());
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return "." + (bytes.length > LONGEST ? shortened(bytes) : name) + ".";
    }

    private static String shortened(byte[] name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    /** True if a manifest was written by a run that was killed before its output got its name. */
    boolean include(Path manifest) throws IOException {
        if (!isOrphan(manifest)) {
            return false;
        }
        for (Path file : marks()) {
            if (whileUnlocked(file, () -> {})) {
                return true;
            }
        }
        return false;
    }

    /** Removes them, and the manifest of the run that left them. */
    void remove(Optional<Path> manifest) throws IOException {
        for (Path file : marks()) {
            whileUnlocked(file, () -> remove(file, manifest));
        }
    }

    private void remove(Path mark, Optional<Path> manifest) throws IOException {
        // The manifest first: as long as the mark is there, the next run knows that it belongs to no output.
        if (manifest.isPresent() && isOrphan(manifest.get())) {
            disk.delete(manifest.get());
        }
        String name = String.valueOf(mark.getFileName());
        if (name.endsWith(LOCK)) {
            disk.deleteFolder(mark.resolveSibling(name.substring(0, name.length() - LOCK.length()) + PART));
        }
        disk.delete(mark);
    }

    private boolean isOrphan(Path manifest) throws IOException {
        return isFree(target)
                && Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)
                && ManifestReader.isManifest(manifest)
                && ManifestReader.read(manifest).output().name().equals(String.valueOf(target.getFileName()));
    }

    /** True if nothing has the name, or an empty folder, over which a folder may be renamed. */
    static boolean isFree(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(target)) {
            return entries.findAny().isEmpty();
        }
    }

    private List<Path> marks() throws IOException {
        String stem = stem(target);
        try (Stream<Path> files = Files.list(folderOf(target))) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.startsWith(stem)
                                && (name.endsWith(PART) || name.endsWith(LOCK))
                                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                    })
                    .toList();
        }
    }

    /** Something that may fail on a disk. */
    private interface Action {
        void run() throws IOException;
    }

    /** Acts while no other run can lock the file; false, and nothing is done, where one has it. */
    private static boolean whileUnlocked(Path file, Action action) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            // Another run that cleans up may have been faster.
            if (lock == null || !Files.exists(file)) {
                return false;
            }
            action.run();
            return true;
        } catch (FileSystemException | OverlappingFileLockException e) {
            return false;
        }
    }
}
