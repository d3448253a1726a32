package io.regraft.cli;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Spool;
import io.regraft.kernel.Statistics;
import io.regraft.kernel.Workers;
import io.regraft.kernel.nd4j.Nd4jEvaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads tensors for their statistics, on all cores; the numbers don't depend on how many there are. */
final class Measurement {

    private static final int BLOCK = 1 << 20;

    private Measurement() {}

    /** The statistics of the tensors that hold numbers; the others are left out. */
    static Map<TensorName, Statistics> of(List<Tensor> tensors) throws IOException {
        List<Tensor> readable = tensors.stream().filter(Measurement::isReadable).toList();
        Map<TensorName, Statistics> measured = new ConcurrentHashMap<>();
        Spool spool = Spool.in(Path.of(System.getProperty("java.io.tmpdir")));
        try (Evaluator evaluator = new Nd4jEvaluator(spool, BLOCK)) {
            Workers.each(Runtime.getRuntime().availableProcessors(), readable.size(), i -> {
                Tensor t = readable.get(i);
                String name = t.name().text();
                measured.put(t.name(), Statistics.of(evaluator.open(new Expression.Stored(t), name)));
            });
        }
        Map<TensorName, Statistics> ordered = new LinkedHashMap<>();
        readable.forEach(t -> ordered.put(t.name(), measured.get(t.name())));
        return ordered;
    }

    /** False for layouts and dtypes that hold no numbers, and where a few elements are repeated beyond all bounds. */
    private static boolean isReadable(Tensor tensor) {
        if (tensor.type().dtype().family() == DType.Family.BITS) {
            return false;
        }
        Optional<Long> seen = tensor.view().map(v -> v.storage().bytes());
        return seen.isPresent() && isWithin(tensor.type().shape(), Math.max(1L << 32, 64 * seen.get()));
    }

    private static boolean isWithin(Shape shape, long elements) {
        double product = 1;
        for (long extent : shape.toArray()) {
            product *= extent;
        }
        return product <= elements;
    }
}
