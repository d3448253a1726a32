package io.regraft.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void everyTaskRunsOnce() throws IOException {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Workers.each(3, 1_000, i -> assertThat(done.add(i)).isTrue());
        assertThat(done).hasSize(1_000);
    }

    @RepeatedTest(20)
    void ofSeveralFailuresTheOneWithTheLowestNumberIsTold() {
        CountDownLatch second = new CountDownLatch(1);
        Workers.Task task = i -> {
            if (i == 2) {
                await(second);
                throw new IOException("task 2");
            }
            if (i == 3) {
                second.countDown();
                throw new IOException("task 3");
            }
        };
        assertThatThrownBy(() -> Workers.each(4, 100, task)).hasMessage("task 2");
    }

    @Test
    void noMoreThreadsThanBuffersAreCountedFor() throws IOException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(Workers.atMost(500));
        Workers.each(500, 500, i -> {
            threads.add(Thread.currentThread());
            all.countDown();
            await(all);
        });
        assertThat(threads).hasSize(Workers.atMost(500)).hasSizeLessThan(50);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
