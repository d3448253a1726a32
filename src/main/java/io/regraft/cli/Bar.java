package io.regraft.cli;

import io.regraft.execute.Progress;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with rate and time left, on a terminal, for what takes longer than a second. */
final class Bar implements Progress, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final String task;
    private final long total;
    private final long begun = System.nanoTime();
    private long done;
    private Optional<ProgressBar> bar = Optional.empty();
    private boolean closed;

    Bar(Terminal terminal, String task, long total) {
        this.terminal = terminal;
        this.task = task;
        this.total = total;
    }

    @Override
    public synchronized void advance(long bytes) {
        done += bytes;
        if (!terminal.live() || closed) {
            return;
        }
        if (bar.isEmpty() && System.nanoTime() - begun > PATIENCE.toNanos() && done < total) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(" MB", 1_000_000)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(terminal.err(), 90))
                    .build());
        }
        bar.ifPresent(b -> b.stepTo(done));
    }

    @Override
    public synchronized void close() {
        closed = true;
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
