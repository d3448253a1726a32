package io.regraft.execute;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes a file durable while it is still being written, so that little is left to do at its end. */
final class Flusher implements AutoCloseable {

    private static final long EACH = 64L << 20;

    private final Disk.Writable target;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread t = new Thread(task, "regraft-flusher");
        t.setDaemon(true);
        return t;
    });
    private long unflushed;
    private Future<?> running;

    Flusher(Disk.Writable target) {
        this.target = target;
    }

    synchronized void written(long bytes) {
        unflushed += bytes;
        if (unflushed >= EACH && (running == null || running.isDone())) {
            unflushed = 0;
            running = thread.submit(() -> {
                target.writeBack();
                return null;
            });
        }
    }

    /** Waits for what is under way and flushes the rest. */
    void finish() throws IOException {
        Future<?> last;
        synchronized (this) {
            last = running;
        }
        try {
            if (last != null) {
                last.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException io = new InterruptedIOException("interrupted while writing");
            io.initCause(e);
            throw io;
        }
        target.force();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
