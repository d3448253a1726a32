package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.BFLOAT16;
import static io.regraft.checkpoint.DType.BOOL;
import static io.regraft.checkpoint.DType.COMPLEX64;
import static io.regraft.checkpoint.DType.FLOAT16;
import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.checkpoint.DType.FLOAT8_E4M3FN;
import static io.regraft.checkpoint.DType.INT32;
import static io.regraft.checkpoint.DType.INT64;
import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Shape;
import io.regraft.testing.MemoryCheckpoint;
import org.junit.jupiter.api.Test;

class CastTest {

    private static MemoryCheckpoint.Builder mixed() {
        return MemoryCheckpoint.builder()
                .tensor("a", FLOAT32, Shape.of(2), 0.1, 70000)
                .tensor("b", BFLOAT16, Shape.of(1), 3)
                .tensor("ids", INT64, Shape.of(1), 2049)
                .tensor("mask", BOOL, Shape.of(1), 1);
    }

    @Test
    void aWildcardTakesWhatIsOfTheSameKindAndLeavesTheRest() {
        given(mixed())
                .when("- cast: {tensors: '**', dtype: float16, overflow: saturate}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("a", FLOAT16, Shape.of(2), 0.1, 65504)
                        .tensor("b", FLOAT16, Shape.of(1), 3)
                        .tensor("ids", INT64, Shape.of(1), 2049)
                        .tensor("mask", BOOL, Shape.of(1), 1))
                .warns("fix.yaml:4:3: cast left 2 tensors as they are: not floating: ids, mask");
    }

    @Test
    void aWildcardLeavesALayoutThatIsNotComputedOn() {
        given(MemoryCheckpoint.builder()
                        .tensor("a", FLOAT32, Shape.of(1), 2)
                        .opaque("adj", FLOAT32, Shape.of(2, 2), "sparse_coo"))
                .when("- cast: {tensors: '*', dtype: float16}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("a", FLOAT16, Shape.of(1), 2)
                        .opaque("adj", FLOAT32, Shape.of(2, 2), "sparse_coo"))
                .warns("fix.yaml:4:3: cast left 1 tensor as it is: not strided and floating: adj");
        given(MemoryCheckpoint.builder().opaque("adj", FLOAT32, Shape.of(2, 2), "sparse_coo"))
                .when("- cast: {tensors: adj, dtype: float16}")
                .fails("fix.yaml:4:3: cast takes strided tensors, adj is sparse_coo. "
                        + "Leave it out of 'tensors'; it is kept as it is.");
    }

    @Test
    void whatIsNamedMustBeOfTheKind() {
        given(mixed())
                .when("- cast: {tensors: ['a*', ids], dtype: float16}")
                .fails("fix.yaml:4:26: cast to float16 takes floating tensors, ids is int64. "
                        + "Say what to take by from: any, or leave it out.");
        given(mixed())
                .when("- cast: {tensors: ids, dtype: float32, from: any}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("a", FLOAT32, Shape.of(2), 0.1, 70000)
                        .tensor("b", BFLOAT16, Shape.of(1), 3)
                        .tensor("ids", FLOAT32, Shape.of(1), 2049)
                        .tensor("mask", BOOL, Shape.of(1), 1));
    }

    @Test
    void whatToTakeMayBeADtype() {
        given(mixed())
                .when("- cast: {tensors: '*', dtype: float32, from: bfloat16}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("a", FLOAT32, Shape.of(2), 0.1, 70000)
                        .tensor("b", FLOAT32, Shape.of(1), 3)
                        .tensor("ids", INT64, Shape.of(1), 2049)
                        .tensor("mask", BOOL, Shape.of(1), 1))
                .warns("fix.yaml:4:3: cast left 2 tensors as they are: not bfloat16: ids, mask");
    }

    @Test
    void anIntegerTargetTakesIntegers() {
        given(MemoryCheckpoint.builder().tensor("ids", INT64, Shape.of(1), 7).tensor("a", FLOAT32, Shape.of(1), 0.5))
                .when("- cast: {tensors: '*', dtype: int32}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("ids", INT32, Shape.of(1), 7)
                        .tensor("a", FLOAT32, Shape.of(1), 0.5));
        given(MemoryCheckpoint.builder().tensor("a", FLOAT32, Shape.of(4), 0.5, 1.5, 2.5, -0.5))
                .when("- cast: {tensors: a, dtype: int32, from: floating}")
                .then(MemoryCheckpoint.builder().tensor("a", INT32, Shape.of(4), 0, 2, 2, 0));
    }

    @Test
    void nothingOfTheKindIsRefused() {
        given(mixed())
                .when("- cast: {tensors: ['i*', 'm*'], dtype: float16}")
                .fails("fix.yaml:4:3: cast to float16 takes floating tensors, and none of the 2 that match is one: "
                        + "ids, mask. Say what to take by from: any.");
    }

    @Test
    void theSameDtypeChangesNothing() {
        var outcome = given(mixed()).when("- cast: {tensors: a, dtype: float32}");
        outcome.then(mixed());
        assertThat(outcome.state().entries()).allMatch(e -> e.isUntouched());
    }

    @Test
    void tiedTensorsAreConvertedOnce() {
        given(MemoryCheckpoint.builder().tensor("a", FLOAT32, Shape.of(1), 2).tied("b", "a"))
                .when("- cast: {tensors: '*', dtype: bfloat16}")
                .then(MemoryCheckpoint.builder()
                        .tensor("a", BFLOAT16, Shape.of(1), 2)
                        .tied("b", "a"));
    }

    @Test
    void whatThereIsNoCastToIsRefused() {
        given(mixed())
                .when("- cast: {tensors: a, dtype: qint8}")
                .fails("fix.yaml:4:29: cast does not convert to qint8. "
                        + "Convert to a floating, integer, bool or complex dtype.");
        given(mixed())
                .when("- cast: {tensors: ids, dtype: int8, overflow: inf}")
                .fails("fix.yaml:4:47: overflow: inf goes with floating dtypes, int8 has no infinity. "
                        + "Say error or saturate.");
        given(MemoryCheckpoint.builder().tensor("z", COMPLEX64, Shape.of(1), 1, 2))
                .when("- cast: {tensors: z, dtype: float32, from: complex64}")
                .fails("fix.yaml:4:3: there is no cast from complex64 to float32, and z is complex64. "
                        + "Leave it out of 'tensors'.");
    }

    @Test
    void scalesBesideFloat8AreMentioned() {
        given(MemoryCheckpoint.builder()
                        .tensor("w", FLOAT8_E4M3FN, Shape.of(1), 2)
                        .tensor("w_scale_inv", FLOAT32, Shape.of(1), 3))
                .when("- cast: {tensors: w, dtype: bfloat16}")
                .tensors(MemoryCheckpoint.builder()
                        .tensor("w", BFLOAT16, Shape.of(1), 2)
                        .tensor("w_scale_inv", FLOAT32, Shape.of(1), 3))
                .warns("fix.yaml:4:3: cast does not multiply by scales, and there are some beside w: "
                        + "the result is the unscaled numbers");
    }
}
