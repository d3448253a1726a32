package io.regraft.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Runs numbered tasks on a few threads, this one among them. */
public final class Workers {

    private Workers() {}

    /** A task. */
    @FunctionalInterface
    public interface Task {
        void run(int number) throws IOException;
    }

    /**
     * Runs tasks {@code 0 .. count - 1}, in about that order, and waits for all.
     *
     * @throws IOException the first failure; tasks not begun by then are left out
     */
    public static void each(int threads, int count, Task task) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable work = () -> {
            int number;
            while (failure.get() == null && (number = next.getAndIncrement()) < count) {
                try {
                    task.run(number);
                } catch (Throwable t) {
                    failure.compareAndSet(null, t);
                }
            }
        };
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, count); i++) {
            Thread t = new Thread(work, "regraft-worker-" + i);
            t.setDaemon(true);
            t.start();
            others.add(t);
        }
        work.run();
        for (Thread t : others) {
            join(t);
        }
        rethrow(failure.get());
    }

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
