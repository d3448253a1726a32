package io.regraft.execute;

import io.regraft.manifest.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A ring of buffers between the thread that fills them and one that hashes and writes them. */
final class Pipe implements AutoCloseable {

    private static final int BUFFERS = 8;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS + 1);
    /** Filled buffers; an empty one is the end. */
    private final BlockingQueue<Optional<ByteBuffer>> full = new ArrayBlockingQueue<>(BUFFERS + 2);

    private final Disk.Writable target;
    private final Progress progress;
    private final Flusher flusher;
    private final Thread writer;
    private final Sha256 sha = new Sha256();
    private ByteBuffer filling;
    private volatile Throwable failure;

    Pipe(Disk.Writable target, int bufferBytes, Progress progress) {
        this.target = target;
        this.progress = progress;
        this.flusher = new Flusher(target);
        for (int i = 1; i < BUFFERS; i++) {
            free.add(ByteBuffer.allocateDirect(bufferBytes));
        }
        filling = ByteBuffer.allocateDirect(bufferBytes);
        writer = new Thread(this::drain, "regraft-writer");
        writer.setDaemon(true);
        writer.start();
    }

    /** The buffer being filled, with room for at least {@code bytes}; put bytes in and move its position. */
    ByteBuffer room(int bytes) throws IOException {
        if (filling.remaining() < bytes) {
            handOver();
        }
        return filling;
    }

    /** Waits until all is written and durable; gives the SHA-256 of what was written. */
    String finish() throws IOException {
        handOver();
        full.add(Optional.empty());
        join();
        rethrow();
        flusher.finish();
        return sha.hex();
    }

    private void handOver() throws IOException {
        rethrow();
        full.add(Optional.of(filling.flip()));
        try {
            filling = free.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        rethrow();
    }

    private void drain() {
        long at = 0;
        try {
            while (true) {
                Optional<ByteBuffer> next = full.take();
                if (next.isEmpty()) {
                    return;
                }
                ByteBuffer buffer = next.get();
                if (failure == null) {
                    sha.update(buffer);
                    int n = buffer.remaining();
                    target.write(buffer, at);
                    at += n;
                    flusher.written(n);
                    progress.advance(n);
                }
                free.add(buffer.clear());
            }
        } catch (IOException | RuntimeException | InterruptedException e) {
            failure = e;
            recycle();
        }
    }

    /** After a failure the filling thread must not wait for buffers for ever. */
    private void recycle() {
        List<Optional<ByteBuffer>> rest = new ArrayList<>();
        full.drainTo(rest);
        rest.add(Optional.of(ByteBuffer.allocate(PartBytes.ELEMENT)));
        rest.stream().flatMap(Optional::stream).forEach(b -> free.offer(b.clear()));
    }

    private void rethrow() throws IOException {
        Throwable thrown = failure;
        if (thrown instanceof IOException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (thrown != null) {
            throw new IllegalStateException("the writing thread failed", thrown);
        }
    }

    private void join() throws IOException {
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException io = new InterruptedIOException("interrupted while writing");
        io.initCause(e);
        return io;
    }

    @Override
    public void close() throws IOException {
        if (writer.isAlive()) {
            full.offer(Optional.empty());
            join();
        }
        flusher.close();
    }
}
