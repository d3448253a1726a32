package io.regraft.format.folder;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The plain files of a folder and the folders in it, each known to lie there: hidden folders are passed over, links that
 * lead out are refused, and nothing is opened.
 *
 * <p>One kind of link leads out and is taken: in a cache of huggingface_hub, {@code snapshots/REVISION/NAME} is a link to
 * {@code blobs/HASH} of the same cache.
 */
final class FolderFiles {

    private static final int MOST_FILES = 100_000;
    private static final int MOST_DEPTH = 64;
    private static final String SNAPSHOTS = "snapshots";
    private static final String BLOBS = "blobs";

    /**
     * A plain file.
     *
     * @param path from the folder on, with {@code /} between the parts
     */
    record Entry(String path, Path file, long size) {
        boolean isTop() {
            return path.indexOf('/') < 0;
        }
    }

    private final String name;
    private final Path real;
    private final Optional<Path> blobs;
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final TreeMap<String, Path> folders = new TreeMap<>();

    private FolderFiles(String name, Path real) {
        this.name = name;
        this.real = real;
        this.blobs = blobsOf(real);
    }

    /**
     * Lists a folder.
     *
     * @param name how messages call it
     */
    static FolderFiles of(Path folder, String name) throws IOException {
        FolderFiles files = new FolderFiles(name, folder.toRealPath());
        Files.walkFileTree(files.real, files.new Visitor());
        return files;
    }

    private static Optional<Path> blobsOf(Path folder) {
        Path at = folder.getParent();
        while (at != null) {
            Path parent = at.getParent();
            if (parent != null && SNAPSHOTS.equals(String.valueOf(at.getFileName()))) {
                return Optional.of(parent.resolve(BLOBS));
            }
            at = parent;
        }
        return Optional.empty();
    }

    /** The name of the folder in messages. */
    String name() {
        return name;
    }

    /** The name of a file of it in messages. */
    String name(String path) {
        return name.endsWith("/") ? name + path : name + "/" + path;
    }

    /** All files, by path. */
    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    /** Names of the files that lie in the folder itself, in order. */
    List<String> names() {
        return entries.values().stream().filter(Entry::isTop).map(Entry::path).toList();
    }

    /** Names of the folders in the folder itself, in order. */
    List<String> folders() {
        return folders.keySet().stream().filter(f -> f.indexOf('/') < 0).toList();
    }

    Optional<Entry> find(String path) {
        return Optional.ofNullable(entries.get(path));
    }

    private final class Visitor extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.equals(real)) {
                return FileVisitResult.CONTINUE;
            }
            if (isHidden(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (real.relativize(folder).getNameCount() > MOST_DEPTH) {
                throw Refusals.expected(
                        name(path(folder)),
                        "folders in each other up to " + MOST_DEPTH,
                        "more",
                        "Give the folder that the weights lie in.");
            }
            folders.put(path(folder), folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                link(file);
            } else {
                add(file, attributes);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof AccessDeniedException) {
                throw new Problem(
                                Kind.IO,
                                new Where.InFile(name(path(file))),
                                "permission to read it was denied",
                                "Run as a user who may read it, or chmod it.")
                        .asException();
            }
            throw e;
        }

        private void link(Path file) throws IOException {
            Path target;
            try {
                target = file.toRealPath();
            } catch (NoSuchFileException e) {
                throw Refusals.expected(
                        name(path(file)),
                        "a file",
                        "a link to nothing",
                        "Fetch the file that it stands for, or remove the link.");
            }
            BasicFileAttributes attributes = Files.readAttributes(target, BasicFileAttributes.class);
            if (attributes.isDirectory() && isHidden(file)) {
                return;
            }
            if (!target.startsWith(real) && blobs.filter(target::startsWith).isEmpty()) {
                throw Refusals.expected(
                        name(path(file)),
                        "a file of the folder",
                        "a link that leads out of it, to " + target,
                        "Put the file itself there, or remove the link.");
            }
            if (attributes.isDirectory()) {
                throw Refusals.expected(
                        name(path(file)),
                        "a file or a folder",
                        "a link to a folder",
                        "Put the folder itself there, or remove the link.");
            }
            add(file, attributes);
        }

        private void add(Path file, BasicFileAttributes attributes) {
            if (!attributes.isRegularFile()) {
                throw Refusals.expected(
                        name(path(file)),
                        "a plain file",
                        "a device, pipe or socket",
                        "It was not opened. Remove it from the folder.");
            }
            entries.put(path(file), new Entry(path(file), file, attributes.size()));
            if (entries.size() > MOST_FILES) {
                throw Refusals.expected(
                        name,
                        String.format(Locale.ROOT, "at most %,d files", MOST_FILES),
                        "more",
                        "Give the folder that the weights lie in, without what does not belong to them.");
            }
        }

        private boolean isHidden(Path file) {
            return file.getFileName().toString().startsWith(".");
        }

        private String path(Path file) {
            StringBuilder path = new StringBuilder();
            real.relativize(file)
                    .forEach(p -> path.append(path.isEmpty() ? "" : "/").append(p));
            return path.toString();
        }
    }
}
