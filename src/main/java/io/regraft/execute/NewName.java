package io.regraft.execute;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Gives a file a name that must be free: of several that try at the same time, one gets it. */
final class NewName {

    private static final String CLAIM = "regraft-claim";

    private NewName() {}

    /** By a hard link, which the system makes only if the name is free; the old name stays. */
    static void give(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            // A network file system may have made the link, and lost the answer.
            if (!Files.isSameFile(from, to)) {
                throw e;
            }
        } catch (FileSystemException | UnsupportedOperationException e) {
            giveClaimed(from, to);
        }
    }

    /** Where there are no hard links: by a rename, which only the run does that holds a lock for the name. */
    static void giveClaimed(Path from, Path to) throws IOException {
        Path claim = Leftovers.folderOf(to).resolve(Leftovers.stem(to) + CLAIM);
        byte[] mine = String.valueOf(from.getFileName()).getBytes(StandardCharsets.UTF_8);
        boolean held = false;
        while (!held) {
            try (FileChannel channel = FileChannel.open(claim, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock();
                channel.truncate(0).write(ByteBuffer.wrap(mine));
                // Whoever held the lock before has removed the file: then this one is on a file without a name.
                held = Files.exists(claim) && Arrays.equals(Files.readAllBytes(claim), mine);
                if (held) {
                    renameToFree(claim, from, to);
                }
            } catch (OverlappingFileLockException e) {
                // Another run in this process has it.
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static void renameToFree(Path claim, Path from, Path to) throws IOException {
        try {
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(to.toString());
            }
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(claim);
        }
    }
}
