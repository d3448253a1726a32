package io.regraft.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.arbitrary.Sample;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScatteredRowsTest {

    private static final int ROWS = 3001;

    @Test
    void rowsInsideABlockAreGatheredByNd4jByteForByte() throws Exception {
        for (int rowBytes : new int[] {1001, 16, 1536}) {
            check(rowBytes, 8 << 20, rowBytes != 16);
        }
    }

    @Test
    void rowsFurtherApartThanABlockAreReadOnAllCores() throws Exception {
        for (int rowBytes : new int[] {1001, 4, 1536}) {
            check(rowBytes, 4096, false);
        }
    }

    private static void check(int rowBytes, int block, boolean byNd4j) throws Exception {
        byte[] in = new byte[ROWS * rowBytes];
        new Random(rowBytes).nextBytes(in);
        RowMap map = shuffled();
        byte[] expected = new byte[(int) map.rows() * rowBytes];
        for (int row = 0; row < map.rows(); row++) {
            int run = map.runOf(row);
            if (map.source(run) == RowMap.INPUT) {
                int from = (int) (map.start(run) + row - map.at(run));
                System.arraycopy(in, from * rowBytes, expected, row * rowBytes, rowBytes);
            }
        }
        Sample sample = Sample.whole(new TensorType(DType.UINT8, Shape.of(ROWS, rowBytes)), in);
        Expression e = new Expression.Gather(sample.expression(), 0, map, List.of(zeros()));
        try (Nd4jEvaluator evaluator = new Nd4jEvaluator(Bytes.spool(), block)) {
            assertThat(evaluator.needsNd4j(e)).isEqualTo(byNd4j);
            evaluator.warmUp();
            // In one range, and in ranges that begin and end inside rows, into memory on and off the heap.
            assertThat(Bytes.read(evaluator.open(e, "w"), expected.length, true))
                    .isEqualTo(expected);
            assertThat(Bytes.read(evaluator.open(e, "w"), 777_777, true)).isEqualTo(expected);
            assertThat(Bytes.read(evaluator.open(e, "w"), 777_777, false)).isEqualTo(expected);
        }
        assertThat(Bytes.byTwoThreads(e, block, 99_999)).isEqualTo(expected);
    }

    /** All rows in another order, some twice in a row, and a new row after each 500. */
    private static RowMap shuffled() {
        RowMap.Builder map = RowMap.builder();
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) {
            map.input(random.nextInt(ROWS - 2), i % 10 == 0 ? 2 : 1);
            if (i % 500 == 499) {
                map.fill(0, 0, 1);
            }
        }
        return map.build();
    }

    private static NewRows zeros() {
        return new NewRows(new Init.Constant("zeros", 0), new NewRows.Identities.Indices(0, 1), Optional.empty());
    }

    @Test
    void rowsThatStayInOrderNeedNoNd4j() throws Exception {
        Sample sample = Sample.whole(new TensorType(DType.FLOAT32, Shape.of(2015, 384)), new byte[2015 * 384 * 4]);
        try (Nd4jEvaluator evaluator = new Nd4jEvaluator(Bytes.spool())) {
            assertThat(evaluator.needsNd4j(
                            new Expression.Gather(sample.expression(), 0, RowMap.grow(2014, 6), List.of(sixZeros()))))
                    .isFalse();
        }
    }

    private static NewRows sixZeros() {
        return new NewRows(new Init.Constant("zeros", 0), new NewRows.Identities.Indices(2014, 6), Optional.empty());
    }
}
