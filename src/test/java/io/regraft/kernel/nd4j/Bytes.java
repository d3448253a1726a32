package io.regraft.kernel.nd4j;

import io.regraft.kernel.Content;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What comes out of the evaluator. */
final class Bytes {

    private Bytes() {}

    static Spool spool() {
        return Spool.in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** The content, through blocks of a size, in ranges of some elements each. */
    static byte[] of(Expression e, int block, int elements) {
        try (Evaluator evaluator = new Nd4jEvaluator(spool(), block)) {
            return read(evaluator.open(e, "w"), elements, block % 2 == 0);
        } catch (IOException x) {
            throw new UncheckedIOException(x);
        }
    }

    static byte[] of(Expression e) {
        return of(e, Nd4jEvaluator.DEFAULT_BLOCK, 1 << 20);
    }

    static byte[] read(Content content, int elements, boolean direct) throws IOException {
        byte[] all = new byte[Math.toIntExact(content.type().bytes())];
        int step = elements * content.type().dtype().bytes();
        for (int at = 0; at < all.length; at += step) {
            int n = Math.min(step, all.length - at);
            ByteBuffer some = direct ? ByteBuffer.allocateDirect(n) : ByteBuffer.allocate(n);
            content.read(at, some);
            some.flip().get(all, at, n);
        }
        return all;
    }

    /** The content, read by two threads at once, each the ranges that the other does not. */
    static byte[] byTwoThreads(Expression e, int block, int elements) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Evaluator evaluator = new Nd4jEvaluator(spool(), block)) {
            Content content = evaluator.open(e, "w");
            byte[] all = new byte[Math.toIntExact(content.type().bytes())];
            int step = elements * content.type().dtype().bytes();
            List<Future<?>> done = new ArrayList<>();
            for (int at = 0; at < all.length; at += step) {
                int from = at;
                done.add(threads.submit(() -> {
                    ByteBuffer some = ByteBuffer.wrap(all, from, Math.min(step, all.length - from));
                    content.read(from, some);
                    return null;
                }));
            }
            for (Future<?> f : done) {
                f.get();
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }
}
