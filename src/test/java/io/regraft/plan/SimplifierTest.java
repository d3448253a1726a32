package io.regraft.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Cast;
import io.regraft.kernel.Expression.Gather;
import io.regraft.kernel.Expression.Stored;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.Overflow;
import io.regraft.kernel.RowMap;
import io.regraft.kernel.RowSet;
import io.regraft.testing.MemoryInput;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SimplifierTest {

    private static final Stored X = stored(DType.FLOAT32, 10, 2);

    @Test
    void twoGathersOfOneAxisBecomeOne() {
        Expression inner = new Gather(X, 0, RowMap.builder().input(5, 4).build(), List.of());
        Expression outer =
                new Gather(inner, 0, RowMap.builder().input(3, 1).input(1, 1).build(), List.of());
        rewrites(
                outer, new Gather(X, 0, RowMap.builder().input(8, 1).input(6, 1).build(), List.of()));
    }

    @Test
    void newRowsKeepTheBasisThatTheirStepSaw() {
        Expression inner = new Gather(X, 0, RowMap.builder().input(5, 4).build(), List.of());
        NewRows mean = rows(new Init.Mean("mean", RowSet.range(0, 4)), inner, 4, 1);
        Expression outer = new Gather(inner, 0, RowMap.grow(4, 1), List.of(mean));
        rewrites(
                outer,
                new Gather(X, 0, RowMap.builder().input(5, 4).fill(0, 0, 1).build(), List.of(mean)));
    }

    @Test
    void aFillThatNoRowComesFromIsLeftOut() {
        NewRows first = rows(new Init.Constant("zeros", 0), X, 10, 2);
        NewRows second = rows(new Init.Constant("ones", 1), X, 9, 1);
        Expression inner = new Gather(X, 0, RowMap.grow(10, 2), List.of(first));
        Expression outer = new Gather(inner, 0, RowMap.grow(9, 1), List.of(second));
        rewrites(outer, new Gather(X, 0, RowMap.grow(9, 1), List.of(second)));
    }

    @Test
    void growingAndCuttingBackIsWhatIsStored() {
        NewRows rows = rows(new Init.Constant("zeros", 0), X, 10, 2);
        Expression grown = new Gather(X, 0, RowMap.grow(10, 2), List.of(rows));
        rewrites(new Gather(grown, 0, RowMap.identity(10), List.of()), X);
    }

    @Test
    void gathersOfDifferentAxesStay() {
        Expression inner = new Gather(X, 0, RowMap.builder().input(5, 4).build(), List.of());
        leavesAlone(new Gather(inner, 1, RowMap.builder().input(1, 1).build(), List.of()));
    }

    @Test
    void aReorderingOfAllRowsStays() {
        leavesAlone(new Gather(X, 0, RowMap.builder().input(5, 5).input(0, 5).build(), List.of()));
    }

    @Test
    void aCastToTheSameDtypeIsNone() {
        rewrites(new Cast(X, DType.FLOAT32, Overflow.ERROR), X);
    }

    @Test
    void aCastThatLosesNothingFoldsIntoTheNext() {
        Expression half = stored(DType.FLOAT16, 10, 2);
        Expression wide = new Cast(half, DType.FLOAT32, Overflow.ERROR);
        rewrites(new Cast(wide, DType.BFLOAT16, Overflow.INF), new Cast(half, DType.BFLOAT16, Overflow.INF));
    }

    @Test
    void aCastThatRoundsStaysBeforeTheNext() {
        Expression half = new Cast(X, DType.FLOAT16, Overflow.ERROR);
        leavesAlone(new Cast(half, DType.FLOAT32, Overflow.ERROR));
    }

    private static void rewrites(Expression e, Expression expected) {
        assertThat(new Simplifier().simplify(e)).isEqualTo(expected);
    }

    private static void leavesAlone(Expression e) {
        assertThat(new Simplifier().simplify(e)).isEqualTo(e);
    }

    private static NewRows rows(Init init, Expression basis, long first, long count) {
        return new NewRows(init, new NewRows.Identities.Indices(first, count), Optional.of(basis));
    }

    private static Stored stored(DType dtype, long rows, long columns) {
        TensorType type = new TensorType(dtype, Shape.of(rows, columns));
        Storage storage = new Storage(
                "data/0",
                new Extent(new MemoryInput("x.pt", new byte[(int) type.bytes()]), 0, type.bytes()),
                Storage.Encoding.STORED,
                type.bytes(),
                ByteOrder.LITTLE_ENDIAN,
                OptionalLong.empty());
        return new Stored(Tensor.strided(
                TensorName.of("x"), type, new View(storage, 0, type.shape().contiguousStrides())));
    }
}
