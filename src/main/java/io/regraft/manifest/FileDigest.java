package io.regraft.manifest;

import io.regraft.checkpoint.Input;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The SHA-256 of a whole file: another thread reads ahead while this one hashes. */
public final class FileDigest {

    private static final int BUFFERS = 4;

    private final Input input;
    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    /** Filled buffers; an empty one is the end. */
    private final BlockingQueue<Optional<ByteBuffer>> full = new ArrayBlockingQueue<>(BUFFERS + 1);

    private FileDigest(Input input, int bufferBytes) {
        this.input = input;
        for (int i = 0; i < BUFFERS; i++) {
            free.add(ByteBuffer.allocateDirect(bufferBytes));
        }
    }

    /** Reads an input once, from its beginning to its end. */
    public static String of(Input input, int bufferBytes) throws IOException {
        FileDigest digest = new FileDigest(input, bufferBytes);
        FutureTask<Void> reading = new FutureTask<>(() -> {
            digest.read();
            return null;
        });
        Thread reader = new Thread(reading, "regraft-reader");
        reader.setDaemon(true);
        reader.start();
        try {
            String hex = digest.hash();
            reading.get();
            return hex;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException io = new InterruptedIOException("interrupted while reading");
            io.initCause(e);
            throw io;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private String hash() throws InterruptedException {
        Sha256 sha = new Sha256();
        for (Optional<ByteBuffer> next = full.take(); next.isPresent(); next = full.take()) {
            sha.update(next.get());
            free.add(next.get());
        }
        return sha.hex();
    }

    private void read() throws IOException, InterruptedException {
        try {
            for (long at = 0; ; ) {
                ByteBuffer buffer = free.take().clear();
                int n = input.read(buffer, at);
                if (n < 0) {
                    return;
                }
                at += n;
                full.add(Optional.of(buffer.flip()));
            }
        } finally {
            full.add(Optional.empty());
        }
    }
}
