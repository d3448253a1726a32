package io.regraft.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Runs numbered tasks on a few threads, this one among them. */
public final class Workers {

    /** More threads than this gain nothing, for memory and disk are the limit; each takes buffers of its own. */
    private static final int MOST = 16;

    private Workers() {}

    /** How many threads work where so many are asked for. */
    public static int atMost(int threads) {
        return Math.max(1, Math.min(MOST, threads));
    }

    /** A task. */
    @FunctionalInterface
    public interface Task {
        void run(int number) throws IOException;
    }

    /**
     * Runs tasks {@code 0 .. count - 1}, in about that order, and waits for all.
     *
     * @throws IOException the failure with the lowest number; tasks not begun by the first one are left out
     */
    public static void each(int threads, int count, Task task) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Failure> failure = new AtomicReference<>();
        Runnable work = () -> {
            int number;
            while (failure.get() == null && (number = next.getAndIncrement()) < count) {
                try {
                    task.run(number);
                } catch (Throwable t) {
                    Failure found = new Failure(number, t);
                    failure.accumulateAndGet(found, (a, b) -> a == null || b.number() < a.number() ? b : a);
                }
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(atMost(threads), count); i++) {
            Thread t = new Thread(work, "regraft-worker-" + i);
            t.setDaemon(true);
            t.start();
            others.add(t);
        }
        work.run();
        for (Thread t : others) {
            join(t);
        }
        if (failure.get() != null) {
            rethrow(failure.get().cause());
        }
    }

    /** Every task before it has begun by then and runs to its end: the lowest number is the same in each run. */
    private record Failure(int number, Throwable cause) {}

    private static void join(Thread t) {
        boolean interrupted = false;
        while (true) {
            try {
                t.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Throwable t) throws IOException {
        if (t instanceof IOException e) {
            throw e;
        }
        if (t instanceof RuntimeException e) {
            throw e;
        }
        if (t instanceof Error e) {
            throw e;
        }
    }
}
