package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.RowMap;
import io.regraft.kernel.RowSet;
import io.regraft.migration.Step;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Where new rows go: what an initialiser needs to know.
 *
 * @param axis the axis that grows; empty for a tensor from nothing
 * @param kept the rows that {@code mean} and its like count unless told others: those kept, or where none is, all
 * @param count how many rows are new
 * @param elementsPerRow elements in each of them
 */
record Ground(
        Step step,
        TensorName name,
        DType dtype,
        Optional<Quantisation> quantisation,
        Optional<Axis> axis,
        Supplier<RowSet> kept,
        long count,
        long elementsPerRow) {

    static Ground of(Step step, Axis axis, RowMap map, long count) {
        return new Ground(
                step,
                axis.name(),
                axis.dtype(),
                axis.quantisation(),
                Optional.of(axis),
                () -> kept(map, axis.rows()),
                count,
                axis.elementsPerRow());
    }

    /** New rows of a tensor from nothing. */
    static Ground created(Step step, TensorName name, DType dtype, long count, long elementsPerRow) {
        return new Ground(
                step, name, dtype, Optional.empty(), Optional.empty(), () -> RowSet.range(0, 0), count, elementsPerRow);
    }

    private static RowSet kept(RowMap map, long rows) {
        if (map.kept() == 0) {
            return RowSet.range(0, rows);
        }
        return RowSet.of(IntStream.range(0, map.runs())
                .filter(run -> map.source(run) == RowMap.INPUT)
                .boxed()
                .flatMapToLong(run -> LongStream.range(map.start(run), map.start(run) + map.length(run)))
                .sorted()
                .distinct());
    }
}
