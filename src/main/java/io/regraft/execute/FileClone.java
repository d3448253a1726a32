package io.regraft.execute;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Clones a file by the ioctl FICLONE of Linux (ioctl_ficlone(2)), which Btrfs, XFS, bcachefs and others answer. No
 * version of Java before 25 clones, and that one only by chance of how it copies.
 */
final class FileClone {

    /** {@code _IOW(0x94, 9, int)} of linux/fs.h, on all systems but MIPS, PowerPC and SPARC. */
    private static final long FICLONE = 0x40049409L;

    private static final int READ = 0;
    private static final int WRITE = 1;

    private final LibC libc;

    private FileClone(LibC libc) {
        this.libc = libc;
    }

    /** The few calls of the C library. Variadic ones are declared as such: some systems pass them differently. */
    interface LibC extends Library {
        int open(String file, int flags, Object... mode) throws LastErrorException;

        int ioctl(int descriptor, NativeLong request, Object... argument) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    /** Empty on systems where this is not known to work. */
    static Optional<FileClone> ofSystem() {
        boolean known = Platform.isLinux() && (Platform.isIntel() || Platform.isARM());
        if (!known) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FileClone(Native.load("c", LibC.class)));
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    /** Makes an empty file a clone; false where that can't be. */
    boolean make(Path source, Path target) {
        try {
            int from = libc.open(source.toString(), READ);
            try {
                return clone(from, target);
            } finally {
                libc.close(from);
            }
        } catch (LastErrorException e) {
            return false;
        }
    }

    private boolean clone(int from, Path target) {
        int to = libc.open(target.toString(), WRITE);
        try {
            return libc.ioctl(to, new NativeLong(FICLONE), from) == 0;
        } finally {
            libc.close(to);
        }
    }
}
