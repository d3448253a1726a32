package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.FileDigest;
import io.regraft.manifest.FilePieces;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hashes a source on a thread of its own while its migration is read and planned, which needs one core only: its files, or
 * the storages of its tensors. It stops where it is when the digests are asked for; the writing hashes on from there.
 */
public final class HeadStart implements AutoCloseable {

    private static final int BLOCK = 512 << 10;

    private final Optional<Thread> thread;
    private final List<Started> started = new ArrayList<>();
    private final Map<Extent, String> pieces = new HashMap<>();
    private volatile boolean stopped;

    private record Started(Input input, InOrderDigest digest) {}

    @FunctionalInterface
    private interface Work {
        void of(HeadStart start) throws IOException;
    }

    private HeadStart(Optional<Work> work) {
        thread = work.map(w -> new Thread(() -> attempt(w)));
        thread.ifPresent(t -> {
            t.setName("regraft-head-start");
            t.setDaemon(true);
            t.start();
        });
    }

    /** Begins to hash what the mode says of a source, if it is all of it. */
    public static HeadStart on(Checkpoint source, DigestMode mode) {
        return switch (mode) {
            case FILES -> on(source.files().stream().map(Member::input).toList());
            case TENSORS -> new HeadStart(Optional.of(start -> start.hashPieces(source)));
            case CHANGED, NONE -> none();
        };
    }

    static HeadStart on(List<Input> inputs) {
        return new HeadStart(Optional.of(start -> start.hash(inputs)));
    }

    /** Digests of which none is begun. */
    public static HeadStart none() {
        return new HeadStart(Optional.empty());
    }

    /** Stops the thread, and gives the digest that it made of a file as far as it came. */
    InOrderDigest digest(Input input) {
        return begun(input).orElseGet(() -> new InOrderDigest(input, BLOCK));
    }

    /** Stops the thread; the SHA-256 of a whole file, from as far as it came. */
    String sha256(Input input) throws IOException {
        Optional<InOrderDigest> begun = begun(input);
        return begun.isPresent() ? begun.get().finish() : FileDigest.of(input, BLOCK);
    }

    private Optional<InOrderDigest> begun(Input input) {
        close();
        return started.stream().filter(s -> s.input() == input).findFirst().map(Started::digest);
    }

    /** Stops the thread; the SHA-256 of the pieces that it came to, in every file. */
    Map<Extent, String> pieces() {
        close();
        return Collections.unmodifiableMap(pieces);
    }

    /** A file that can't be read is left to the writing, which reads the same block again and says so. */
    private void attempt(Work work) {
        try {
            work.of(this);
        } catch (IOException | RegraftException e) {
            stopped = true;
        }
    }

    private void hash(List<Input> inputs) throws IOException {
        for (Input input : inputs) {
            InOrderDigest digest = new InOrderDigest(input, BLOCK);
            started.add(new Started(input, digest));
            boolean more = true;
            while (more) {
                if (stopped) {
                    return;
                }
                more = digest.readBlock();
            }
        }
    }

    private void hashPieces(Checkpoint source) throws IOException {
        for (Member m : source.files()) {
            pieces.putAll(FilePieces.of(source, m.input()).begun(() -> stopped, BLOCK));
        }
    }

    /** Stops the thread and waits for the block in its hands. */
    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isPresent() && thread.get().isAlive()) {
            try {
                thread.get().join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
