package io.regraft.execute;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The real file system. */
public final class FileDisk implements Disk {

    /** File systems that are known to have no clones; with them the C library need not be loaded to be told so. */
    private static final Set<String> WITHOUT_CLONES =
            Set.of("ext2", "ext3", "ext4", "tmpfs", "ramfs", "vfat", "exfat", "msdos");

    /** What goes around the cache begins and ends at multiples of this. */
    private static final int PAGE = 4096;

    /** Asked for once: loading it takes time. */
    private Optional<FileClone> clones = Optional.empty();

    /** False once a clone could not be made. */
    private boolean mayClone = true;

    private Optional<FileClone> clones() {
        if (clones.isEmpty()) {
            clones = FileClone.ofSystem();
        }
        return clones;
    }

    @Override
    public Writable create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException("another process holds " + file);
        }
        return new FileWritable(channel, file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Files.createDirectory(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void publish(Path from, Path to) throws IOException {
        NewName.give(from, to);
    }

    @Override
    public void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void deleteFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private final class FileWritable implements Writable {
        private final FileChannel channel;
        private final Path file;
        private Optional<FileChannel> direct = Optional.empty();

        FileWritable(FileChannel channel, Path file) {
            this.channel = channel;
            this.file = file;
        }

        @Override
        public boolean cloneOf(Path source) throws IOException {
            FileStore store = Files.getFileStore(file);
            if (!mayClone || WITHOUT_CLONES.contains(store.type()) || !store.equals(Files.getFileStore(source))) {
                return false;
            }
            mayClone = clones().filter(c -> c.make(source, file)).isPresent();
            return mayClone;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                boolean pages = direct.isPresent()
                        && at % PAGE == 0
                        && bytes.remaining() % PAGE == 0
                        && bytes.isDirect()
                        && bytes.alignmentOffset(bytes.position(), PAGE) == 0;
                at += (pages ? direct.get() : channel).write(bytes, at);
            }
        }

        @Override
        public void passCache() {
            try {
                if (Files.getFileStore(file).getBlockSize() <= PAGE) {
                    direct = Optional.of(FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT));
                }
            } catch (IOException | UnsupportedOperationException e) {
                // A file system without it: everything goes through the cache.
                direct = Optional.empty();
            }
        }

        @Override
        public void writeBack() throws IOException {
            if (direct.isEmpty()) {
                force();
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                if (direct.isPresent()) {
                    direct.get().close();
                }
            }
        }
    }
}
