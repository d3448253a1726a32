package io.regraft.execute;

import io.regraft.checkpoint.Extent;
import io.regraft.manifest.Sha256;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A ring of buffers that one thread fills; others hash the output and write it. What was read of the source is hashed by
 * the thread that read it, out of its core's cache, or where there are cores to spare by one more. Each takes the buffers
 * in order, so that the cores share the work evenly, whatever costs most.
 */
final class Pipe implements AutoCloseable {

    /** The ring holds about this much: a disk that pauses shall not stop the hashing. */
    private static final int RING_BYTES = 20 << 20;

    private static final int FEWEST_BUFFERS = 4;
    private static final int MOST_BUFFERS = 40;

    /** With so many cores reading and hashing the source go side by side; with fewer they would only take turns. */
    private static final int CORES_TO_SPARE = 4;

    /** A buffer is written up to a multiple of this; what is behind goes to the front of the next one. */
    private static final int PAGE = 4096;

    private final int buffers;
    private final BlockingQueue<Filled> free;
    private final BlockingQueue<Filled> full;
    private final Disk.Writable target;
    private final Optional<InOrderDigest> hashedHere;
    private final Progress progress;
    private final Flusher flusher;
    private final List<Thread> stages = new ArrayList<>();
    private final Sha256 sha = new Sha256();
    private Filled filling;
    private long written;
    private volatile Throwable failure;

    /**
     * Starts the threads.
     *
     * @param source takes what was read of the source
     * @param threads how many threads may work at a time
     */
    Pipe(Disk.Writable target, int bufferBytes, Optional<InOrderDigest> source, int threads, Progress progress) {
        this.target = target;
        this.progress = progress;
        this.flusher = new Flusher(target);
        this.buffers = Math.max(FEWEST_BUFFERS, Math.min(MOST_BUFFERS, RING_BYTES / bufferBytes));
        this.free = new ArrayBlockingQueue<>(buffers);
        this.full = new ArrayBlockingQueue<>(buffers + 2);
        for (int i = 1; i < buffers; i++) {
            free.add(Filled.of(bufferBytes));
        }
        filling = Filled.of(bufferBytes);
        BlockingQueue<Filled> next = full;
        boolean apart = source.isPresent() && threads >= CORES_TO_SPARE;
        this.hashedHere = apart ? Optional.empty() : source;
        if (apart) {
            InOrderDigest digest = source.get();
            next = stage("regraft-source-hasher", next, filled -> filled.show(digest));
        }
        next = stage("regraft-hasher", next, filled -> sha.update(filled.fresh()));
        stage("regraft-writer", next, free, this::write);
        stages.forEach(Thread::start);
    }

    /** The buffer being filled, with room for at least {@code bytes}; put bytes in and move its position. */
    ByteBuffer room(int bytes) throws IOException {
        if (filling.bytes.remaining() < bytes) {
            handOver();
        }
        return filling.bytes;
    }

    /** Says that bytes of the buffer being filled are a copy of an extent's, from an offset in it. */
    void copied(Extent extent, long offset, ByteBuffer bytes) {
        filling.sights.add(new Sight(extent, offset, bytes));
    }

    /** Waits until all is written and durable; gives the SHA-256 of what was written. */
    String finish() throws IOException {
        rethrow();
        filling.whole = filling.bytes.position();
        if (hashedHere.isPresent()) {
            filling.show(hashedHere.get());
        }
        full.add(filling);
        full.add(Filled.END);
        join();
        rethrow();
        flusher.finish();
        return sha.hex();
    }

    private void handOver() throws IOException {
        rethrow();
        Filled done = filling;
        try {
            filling = free.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        rethrow();
        if (hashedHere.isPresent()) {
            done.show(hashedHere.get());
        }
        int end = done.bytes.position();
        done.whole = end - end % PAGE;
        filling.begin(done.bytes.slice(done.whole, end - done.whole));
        full.add(done);
    }

    private void write(Filled filled) throws IOException {
        int n = filled.whole;
        target.write(filled.bytes.slice(0, n), written);
        written += n;
        flusher.written(n);
        progress.advance(n);
    }

    /** A buffer and what of it was read from the source. */
    private static final class Filled {
        /** Behind the last buffer. */
        static final Filled END = new Filled(ByteBuffer.allocate(0));

        /** Up to its position it is filled. */
        final ByteBuffer bytes;

        final List<Sight> sights = new ArrayList<>();
        /** So many bytes at its front came from the buffer before, and were seen there. */
        int carried;
        /** So many bytes of it are written; those behind are carried on. */
        int whole;

        private Filled(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        static Filled of(int bytes) {
            return new Filled(ByteBuffer.allocateDirect(bytes + 2 * PAGE).alignedSlice(PAGE));
        }

        void begin(ByteBuffer rest) {
            bytes.clear();
            sights.clear();
            carried = rest.remaining();
            bytes.put(rest);
        }

        void show(InOrderDigest digest) throws IOException {
            for (Sight sight : sights) {
                digest.saw(sight.extent, sight.offset, sight.bytes);
            }
        }

        ByteBuffer fresh() {
            return bytes.slice(carried, bytes.position() - carried);
        }
    }

    private record Sight(Extent extent, long offset, ByteBuffer bytes) {}

    private interface Work {
        void on(Filled filled) throws IOException;
    }

    private BlockingQueue<Filled> stage(String name, BlockingQueue<Filled> from, Work work) {
        BlockingQueue<Filled> to = new ArrayBlockingQueue<>(buffers + 2);
        stage(name, from, to, work);
        return to;
    }

    /** After a failure buffers still go through, untouched: no other stage waits for ever. */
    private void stage(String name, BlockingQueue<Filled> from, BlockingQueue<Filled> to, Work work) {
        Thread thread = new Thread(
                () -> {
                    Filled filled;
                    do {
                        filled = taken(from);
                        if (failure == null && filled != Filled.END) {
                            try {
                                work.on(filled);
                            } catch (IOException | RuntimeException | Error e) {
                                failure = e;
                            }
                        }
                        if (filled != Filled.END || to != free) {
                            to.add(filled);
                        }
                    } while (filled != Filled.END);
                },
                name);
        thread.setDaemon(true);
        stages.add(thread);
    }

    private Filled taken(BlockingQueue<Filled> from) {
        try {
            return from.take();
        } catch (InterruptedException e) {
            failure = e;
            return Filled.END;
        }
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
            for (Thread stage : stages) {
                stage.join();
            }
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
        if (stages.get(0).isAlive()) {
            full.offer(Filled.END);
            join();
        }
        flusher.close();
    }
}
