package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Content;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.Overflow;
import io.regraft.kernel.RowMap;
import io.regraft.kernel.RowSet;
import io.regraft.kernel.Spool;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Measures the evaluator on a file in the folder given, all or what contains a word: no test, run by hand. */
final class Speed {

    private static final long ROWS = 1_400_000;
    private static final int COLUMNS = 384;

    private final FileChannel file;
    private final String only;

    private Speed(FileChannel file, String only) {
        this.file = file;
        this.only = only;
    }

    public static void main(String[] args) throws IOException {
        Path path = Path.of(args[0], "table.bin");
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            write(file);
            new Speed(file, args.length > 1 ? args[1] : "").run();
        } finally {
            Files.delete(path);
        }
    }

    private static void write(FileChannel file) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(1);
        for (int i = 0; i < 1 << 18; i++) {
            // Two bfloat16 weights, which are one of float32 too.
            int upper = Float.floatToRawIntBits((float) random.nextGaussian() * 0.05f) & 0xFFFF_0000;
            int lower = Float.floatToRawIntBits((float) random.nextGaussian() * 0.05f) >>> 16;
            block.putInt(i * 4, upper | lower);
        }
        for (long at = 0; at < ROWS * COLUMNS * 4; at += block.capacity()) {
            file.write(block.clear(), at);
        }
    }

    private void run() throws IOException {
        Expression table = stored(DType.FLOAT32, ROWS, COLUMNS);
        measure("copy of rows, contiguous", new Expression.Gather(table, 0, RowMap.grow(ROWS - 7, 0), List.of()));
        measure("gather 1.5 KB rows, shuffled over 2 GB", shuffled(table, ROWS));
        measure("gather 16 KB rows, shuffled over 2 GB", shuffled(stored(DType.FLOAT32, 131_000, 4096), 131_000));
        measure("gather 1.5 KB rows, shuffled in 6 MB", local(table, 4000));
        measure("gather 64 B rows, shuffled in 6 MB", local(stored(DType.FLOAT32, 32_000_000, 16), 96_000));
        measure("gather 4 B rows, shuffled in 6 MB", local(stored(DType.FLOAT32, 60_000_000, 1), 1_500_000));
        measure("axis 1, shuffled columns", columns());
        for (DType to : List.of(DType.BFLOAT16, DType.FLOAT16, DType.FLOAT64, DType.FLOAT8_E4M3FN, DType.INT32)) {
            measure("cast float32 to " + to, new Expression.Cast(table, to, Overflow.SATURATE));
        }
        for (DType from : List.of(DType.BFLOAT16, DType.FLOAT16)) {
            Expression half = stored(from, ROWS, COLUMNS);
            measure("cast " + from + " to float32", new Expression.Cast(half, DType.FLOAT32, Overflow.SATURATE));
        }
        Expression bf16 = stored(DType.BFLOAT16, ROWS, COLUMNS);
        measure("cast bfloat16 to float16", new Expression.Cast(bf16, DType.FLOAT16, Overflow.SATURATE));
        measure("transposed view 8192 x 16 KB", transposed());
        measure("normal", created(new Init.Random(Init.Distribution.NORMAL, 0, 1, 7), Optional.empty()));
        measure("like_rows, 100 of 20,000", grown(stored(DType.FLOAT32, 20_000, COLUMNS), 100));
    }

    private Expression stored(DType dtype, long rows, long columns) throws IOException {
        TensorType type = new TensorType(dtype, Shape.of(rows, columns));
        return new Expression.Stored(Tensor.strided(TensorName.of("w"), type, view(columns, 1)));
    }

    private View view(long... strides) throws IOException {
        Extent extent = new Extent(new FileInput(file), 0, file.size());
        Storage storage = new Storage(
                "0", extent, Storage.Encoding.STORED, extent.length(), ByteOrder.LITTLE_ENDIAN, OptionalLong.empty());
        return new View(storage, 0, strides);
    }

    private Expression transposed() throws IOException {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(4096, 8192));
        return new Expression.Stored(Tensor.strided(TensorName.of("w"), type, view(1, 4096)));
    }

    private static Expression shuffled(Expression table, long rows) {
        RowMap.Builder map = RowMap.builder();
        Random random = new Random(2);
        for (long i = 0; i < rows; i++) {
            map.input(random.nextLong(rows), 1);
        }
        return new Expression.Gather(table, 0, map.build(), List.of());
    }

    private static Expression local(Expression table, int within) {
        RowMap.Builder map = RowMap.builder();
        Random random = new Random(2);
        long rows = Math.min(1_500_000, table.type().shape().extent(0)) / within * within;
        for (long i = 0; i < rows; i++) {
            map.input(i / within * within + random.nextInt(within), 1);
        }
        return new Expression.Gather(table, 0, map.build(), List.of());
    }

    private Expression columns() throws IOException {
        RowMap.Builder map = RowMap.builder();
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            map.input(random.nextInt(20_000), 1);
        }
        return new Expression.Gather(stored(DType.FLOAT32, 20_000, 20_000), 1, map.build(), List.of());
    }

    private static Expression created(Init init, Optional<Expression> basis) {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(100_000, 384));
        return new Expression.Created(type, new NewRows(init, new NewRows.Identities.Indices(0, 100_000), basis));
    }

    private static Expression grown(Expression table, long rows) {
        long kept = table.type().shape().extent(0);
        Init init = new Init.LikeRows(RowSet.range(0, kept), 1, 7);
        NewRows added = new NewRows(init, new NewRows.Identities.Indices(kept, rows), Optional.of(table));
        return new Expression.Gather(table, 0, RowMap.builder().fill(0, 0, rows).build(), List.of(added));
    }

    private void measure(String what, Expression e) throws IOException {
        if (!what.contains(only)) {
            return;
        }
        ByteBuffer block = ByteBuffer.allocateDirect(8 << 20);
        double best = Double.MAX_VALUE;
        double cpu = Double.MAX_VALUE;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (Nd4jEvaluator evaluator = new Nd4jEvaluator(Spool.in(Path.of(System.getProperty("java.io.tmpdir"))))) {
            if (evaluator.needsNd4j(e)) {
                evaluator.warmUp();
            }
            for (int run = 0; run < 3; run++) {
                Content content = evaluator.open(e, "w");
                long total = content.type().bytes();
                long start = System.nanoTime();
                long startCpu = threads.getCurrentThreadCpuTime();
                for (long at = 0; at < total; at += block.capacity()) {
                    content.read(at, block.clear().limit((int) Math.min(block.capacity(), total - at)));
                }
                best = Math.min(best, (System.nanoTime() - start) * 1e-9);
                cpu = Math.min(cpu, (threads.getCurrentThreadCpuTime() - startCpu) * 1e-9);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-42s %8.3f s (%.3f of this thread)  %6.2f (%.2f) GB/s out  nd4j %s%n",
                    what,
                    best,
                    cpu,
                    e.type().bytes() / best * 1e-9,
                    e.type().bytes() / cpu * 1e-9,
                    evaluator.needsNd4j(e));
        }
    }

    private record FileInput(FileChannel file) implements Input {
        @Override
        public String name() {
            return "table.bin";
        }

        @Override
        public long size() {
            try {
                return file.size();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public int read(ByteBuffer dst, long position) throws IOException {
            return file.read(dst, position);
        }

        @Override
        public void close() {}
    }
}
