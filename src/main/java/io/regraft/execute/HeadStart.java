package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Input;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.FileDigest;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hashes a source on a thread of its own while its migration is read and planned, which needs one core only. It goes
 * from file to file, and stops where it is when the digests are asked for; the writing hashes on from there.
 */
public final class HeadStart implements AutoCloseable {

    private static final int BLOCK = 512 << 10;

    private final Optional<Thread> thread;
    private final List<Started> started = new ArrayList<>();
    private volatile boolean stopped;

    private record Started(Input input, InOrderDigest digest) {}

    private HeadStart(List<Input> inputs) {
        thread = inputs.isEmpty() ? Optional.empty() : Optional.of(new Thread(() -> hash(inputs)));
        thread.ifPresent(t -> {
            t.setName("regraft-head-start");
            t.setDaemon(true);
            t.start();
        });
    }

    /** Begins to hash the files of a source, if the mode says that they are hashed as a whole. */
    public static HeadStart on(Checkpoint source, DigestMode mode) {
        List<Input> inputs = mode == DigestMode.FILES
                ? source.files().stream().map(Member::input).toList()
                : List.of();
        return on(inputs);
    }

    static HeadStart on(List<Input> inputs) {
        return new HeadStart(inputs);
    }

    /** Digests of which none is begun. */
    public static HeadStart none() {
        return new HeadStart(List.of());
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

    /** A file that can't be read is left to the writing, which reads the same block again and says so. */
    private void hash(List<Input> inputs) {
        try {
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
        } catch (IOException | RegraftException e) {
            stopped = true;
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
