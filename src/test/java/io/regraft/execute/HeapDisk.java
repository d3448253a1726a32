package io.regraft.execute;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Files in memory; the n-th operation can be made to fail. */
final class HeapDisk implements Disk {

    final Map<Path, byte[]> files = new TreeMap<>();
    private int untilFailure = Integer.MAX_VALUE;
    private int operations;

    static HeapDisk failingAt(int operation) {
        HeapDisk disk = new HeapDisk();
        disk.untilFailure = operation;
        return disk;
    }

    int operations() {
        return operations;
    }

    private synchronized void operation(String what) throws IOException {
        if (++operations >= untilFailure) {
            throw new IOException("no more: " + what);
        }
    }

    @Override
    public Writable create(Path file) throws IOException {
        operation("create");
        files.put(file, new byte[0]);
        return new Writable() {
            @Override
            public void write(ByteBuffer bytes, long position) throws IOException {
                operation("write");
                synchronized (files) {
                    byte[] now = files.get(file);
                    int end = (int) position + bytes.remaining();
                    byte[] longer = Arrays.copyOf(now, Math.max(now.length, end));
                    bytes.get(longer, (int) position, bytes.remaining());
                    files.put(file, longer);
                }
            }

            @Override
            public boolean cloneOf(Path source) {
                return false;
            }

            @Override
            public void force() throws IOException {
                operation("force");
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        operation("rename");
        files.put(to, files.remove(from));
    }

    @Override
    public void publish(Path from, Path to) throws IOException {
        operation("publish");
        if (files.containsKey(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        files.put(to, files.remove(from));
    }

    @Override
    public void force(Path folder) throws IOException {
        operation("force folder");
    }

    @Override
    public void delete(Path file) {
        files.remove(file);
    }

    @Override
    public void createFolder(Path folder) {
        throw new IllegalStateException("there are no folders in here: " + folder);
    }

    @Override
    public void deleteFolder(Path folder) {
        throw new IllegalStateException("there are no folders in here: " + folder);
    }
}
