package io.regraft.execute;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The real disk, until its n-th operation: that one and all after it fail, as on a full or dying device. */
final class FailingDisk implements Disk {

    private final Disk disk = new FileDisk();
    private final AtomicInteger left;

    FailingDisk(int operations) {
        this.left = new AtomicInteger(operations);
    }

    private void operation() throws IOException {
        if (left.decrementAndGet() < 0) {
            throw new IOException("the device is gone");
        }
    }

    @Override
    public Writable create(Path file) throws IOException {
        operation();
        Writable real = disk.create(file);
        return new Writable() {
            @Override
            public void write(ByteBuffer bytes, long position) throws IOException {
                operation();
                real.write(bytes, position);
            }

            @Override
            public boolean cloneOf(Path source) throws IOException {
                operation();
                return real.cloneOf(source);
            }

            @Override
            public void force() throws IOException {
                operation();
                real.force();
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        operation();
        disk.rename(from, to);
    }

    @Override
    public void publish(Path from, Path to) throws IOException {
        operation();
        disk.publish(from, to);
    }

    @Override
    public void force(Path folder) throws IOException {
        operation();
        disk.force(folder);
    }

    @Override
    public void delete(Path file) throws IOException {
        operation();
        disk.delete(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        operation();
        disk.createFolder(folder);
    }

    @Override
    public void deleteFolder(Path folder) throws IOException {
        operation();
        disk.deleteFolder(folder);
    }
}
