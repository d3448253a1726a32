package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.BFLOAT16;
import static io.regraft.checkpoint.DType.BITS16;
import static io.regraft.checkpoint.DType.BOOL;
import static io.regraft.checkpoint.DType.COMPLEX64;
import static io.regraft.checkpoint.DType.FLOAT16;
import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.checkpoint.DType.FLOAT8_E4M3FN;
import static io.regraft.checkpoint.DType.FLOAT8_E8M0FNU;
import static io.regraft.checkpoint.DType.INT64;
import static io.regraft.checkpoint.DType.INT8;
import static io.regraft.checkpoint.DType.QINT8;
import static io.regraft.checkpoint.DType.QUINT4X2;
import static io.regraft.checkpoint.DType.UINT8;
import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Init;
import io.regraft.kernel.RowSet;
import io.regraft.kernel.SeedKey;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What new rows hold. */
class InitTest {

    private static MemoryCheckpoint.Builder column(DType dtype, Number... elements) {
        return MemoryCheckpoint.builder().tensor("w", dtype, Shape.of(elements.length), elements);
    }

    private static RuleHarness.Outcome padded(MemoryCheckpoint.Builder tensors, int size, String init) {
        return given(tensors)
                .labels("names.txt", "a", "b", "c")
                .when("- pad: {tensors: w, size: " + size + ", rows_are: {file: names.txt}, init: " + init + "}");
    }

    private static Init init(RuleHarness.Outcome outcome, String name) {
        Expression e = outcome.state().get(TensorName.of(name)).expression();
        return ((Expression.Gather) e).fills().get(0).init();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zeros | 0 | 0",
                "ones | 1 | 1",
                "{constant: -0.25} | -0.25 | -0.25",
                "{values: [5, 6]} | 5 | 6",
                "{values: [5]} | 5 | 5",
                "arange | 0 | 1",
                "{arange: {start: 2, step: 0.5}} | 2 | 2.5",
                "mean | 4 | 4",
                "{mean: {rows: [0, 1]}} | 1.5 | 1.5",
                "{mean: {rows: '1..2'}} | 5.5 | 5.5",
                "{mean_of: [a, c]} | 5 | 5",
                "{mean_of: c} | 9 | 9",
                "{mean_of: [a, a, b, b]} | 1.5 | 1.5",
                "{copy_row: 2} | 9 | 9",
                "{copy_row: b} | 2 | 2",
                "{copy_row: '1..1'} | 2 | 2",
            })
    void newRowsHoldWhatIsSaid(String init, double first, double second) {
        padded(column(FLOAT32, 1, 2, 9), 5, init).then(column(FLOAT32, 1, 2, 9, first, second));
    }

    @Test
    void randomRowsDependOnTheMigrationAndTheTensor() {
        var outcome = given(MemoryCheckpoint.builder().counting("a", 2).counting("b", 3))
                .when("- pad: {tensors: '*', size: 5, init: {normal: {mean: 0.5, std: 2}}}");
        assertThat(init(outcome, "a"))
                .isEqualTo(new Init.Random(Init.Distribution.NORMAL, 0.5, 2, SeedKey.of("fix", TensorName.of("a"))));
        assertThat(init(outcome, "b"))
                .isEqualTo(new Init.Random(Init.Distribution.NORMAL, 0.5, 2, SeedKey.of("fix", TensorName.of("b"))));
    }

    @Test
    void randomRowsMayBeTheSameInEveryTensor() {
        var outcome = given(MemoryCheckpoint.builder().counting("a", 2).counting("b", 3))
                .when("- pad: {tensors: '*', size: 5, init: {uniform: {low: -1, high: 1, seed: 7, same: true}}}");
        Init expected = new Init.Random(Init.Distribution.UNIFORM, -1, 1, SeedKey.of("7"));
        assertThat(List.of(init(outcome, "a"), init(outcome, "b"))).containsExactly(expected, expected);
    }

    @Test
    void likeRowsLooksAtTheRowsKeptUnlessToldOthers() {
        var outcome = given(column(FLOAT32, 1, 2, 9))
                .when("- remap_rows: {tensors: w, from: [a, b, c], to: [c, x, b], init: like_rows}");
        assertThat(init(outcome, "w"))
                .isEqualTo(new Init.LikeRows(RowSet.range(1, 2), 1, SeedKey.of("fix", TensorName.of("w"))));
        var told = padded(column(FLOAT32, 1, 2, 9), 4, "{like_rows: {rows: [c, 0], scale: 1e-9, seed: 's'}}");
        assertThat(init(told, "w"))
                .isEqualTo(
                        new Init.LikeRows(RowSet.of(LongStream.of(2, 0)), 1e-9, SeedKey.of("s", TensorName.of("w"))));
    }

    @Test
    void valuesFillTheNewRowsInCOrder() {
        given(MemoryCheckpoint.builder().tensor("w", INT64, Shape.of(2, 1), 1, 2))
                .when("- pad: {tensors: w, size: 3, axis: 1, init: {values: [10, 11, 12, 13]}}")
                .then(MemoryCheckpoint.builder().tensor("w", INT64, Shape.of(2, 3), 1, 10, 11, 2, 12, 13));
        given(MemoryCheckpoint.builder().tensor("w", INT64, Shape.of(2, 1), 1, 2))
                .when("- pad: {tensors: w, size: 3, init: {values: [1, 2, 3]}}")
                .fails("fix.yaml:4:45: expected 1 value, a row of w, or those of all 1 new row, found 3. "
                        + "Give the elements in C order.");
    }

    @Test
    void integersAreExact() {
        padded(column(INT64, 1, 2, 3), 4, "{constant: 9007199254740993}")
                .then(column(INT64, 1, 2, 3, 9007199254740993L));
        padded(column(INT64, 1, 2, 5), 4, "mean").then(column(INT64, 1, 2, 5, 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8 | {constant: 128} | it holds whole numbers from -128 to 127, found 128",
                "INT8 | {constant: 0.5} | it holds whole numbers from -128 to 127, found 0.5",
                "INT8 | {values: [1, 200]} | it holds whole numbers from -128 to 127, found 200",
                "INT8 | {arange: {start: 127}} | it holds whole numbers from -128 to 127, found 128",
                "INT8 | normal | random values are drawn for signed floating types only",
                "UINT8 | {constant: -1} | it holds whole numbers from 0 to 255, found -1",
                "BOOL | {constant: 2} | it holds 0 and 1, found 2",
                "BOOL | mean | there is no mean of such values",
                "FLOAT16 | {constant: 65520} | it holds numbers up to 65504.0, found 65520",
                "FLOAT8_E4M3FN | {constant: .inf} | it has no infinity",
                "FLOAT8_E8M0FNU | zeros | it holds powers of two, no zero and no sign; found 0",
                "FLOAT8_E8M0FNU | uniform | random values are drawn for signed floating types only",
                "BITS16 | ones | it is kept as bits, only zeros is known",
                "BITS16 | mean | there is no mean of such values",
                "COMPLEX64 | like_rows | random values are drawn for signed floating types only",
            })
    void whatADtypeCannotHoldIsRefused(DType dtype, String init, String why) {
        Number[] two = dtype.family() == DType.Family.COMPLEX ? new Number[] {1, 1, 1, 1} : new Number[] {1, 1};
        var builder = MemoryCheckpoint.builder().tensor("w", dtype, Shape.of(2), two);
        var outcome = given(builder).when("- pad: {tensors: w, size: 4, init: " + init + "}");
        String place = init.startsWith("{values") || init.startsWith("{constant")
                ? "fix.yaml:4:" + (36 + init.indexOf(':') + 2)
                : init.startsWith("{") ? "fix.yaml:4:" + (36 + init.indexOf(':') + 2) : "fix.yaml:4:36";
        outcome.fails(place + ": w is " + dtype + ": " + why + ". Give another init.");
    }

    @Test
    void whatADtypeHoldsAfterRoundingIsTaken() {
        padded(column(FLOAT16, 1, 2, 3), 4, "{constant: 65519}").then(column(FLOAT16, 1, 2, 3, 65504));
        padded(column(FLOAT8_E8M0FNU, 1, 2, 4), 4, "{constant: 8}").then(column(FLOAT8_E8M0FNU, 1, 2, 4, 8));
        padded(column(UINT8, 1, 2, 3), 5, "{values: [0, 255]}").then(column(UINT8, 1, 2, 3, 0, 255));
        padded(column(INT8, 1, 2, 3), 4, "{constant: -128}").then(column(INT8, 1, 2, 3, -128));
        padded(column(BFLOAT16, 1, 2, 3), 4, "{constant: 1e38}").then(column(BFLOAT16, 1, 2, 3, 1e38));
        padded(column(BOOL, 1, 0, 1), 4, "ones").then(column(BOOL, 1, 0, 1, 1));
        padded(column(FLOAT8_E4M3FN, 1, 2, 3), 4, "mean").then(column(FLOAT8_E4M3FN, 1, 2, 3, 2));
    }

    @Test
    void aComplexTensorGetsRealNumbers() {
        given(MemoryCheckpoint.builder().tensor("w", COMPLEX64, Shape.of(2), 1, 2, 3, 4))
                .when("""
                        - pad: {tensors: w, size: 3, init: {constant: 5}}
                        - pad: {tensors: w, size: 4, init: mean}
                        """)
                .then(MemoryCheckpoint.builder().tensor("w", COMPLEX64, Shape.of(4), 1, 2, 3, 4, 5, 0, 3, 2));
    }

    @Test
    void aQuantisedTensorGetsTheStoredIntegerOfTheNumber() {
        Quantisation q = new Quantisation(0.5, 3);
        given(MemoryCheckpoint.builder().quantised("w", QINT8, Shape.of(2), q, 1, 2))
                .when("- pad: {tensors: w, size: 3, init: {constant: 4}}")
                .then(MemoryCheckpoint.builder().quantised("w", QINT8, Shape.of(3), q, 1, 2, 11));
        given(MemoryCheckpoint.builder().quantised("w", QINT8, Shape.of(2), q, 1, 2))
                .when("- pad: {tensors: w, size: 3, init: {constant: 100}}")
                .fails("fix.yaml:4:47: w is qint8: it holds numbers from -65.5 to 62.0, found 100. Give another init.");
    }

    @Test
    void packedTensorsAreRefusedByName() {
        given(MemoryCheckpoint.builder().tensor("w", QUINT4X2, Shape.of(2), 1, 2))
                .when("- truncate: {tensors: w, size: 1}")
                .fails(
                        "fix.yaml:4:3: truncate takes tensors with an element a value, w is quint4x2, which packs several "
                                + "in a byte. Leave it out of 'tensors'; it is kept as it is.");
    }

    @Test
    void zerosOfBitsAreBitsOfZero() {
        padded(column(BITS16, 1, 2, 3), 4, "zeros").then(column(BITS16, 1, 2, 3, 0));
    }

    @Test
    void aMeanOfNoRowsIsRefused() {
        given(MemoryCheckpoint.builder().tensor("w", FLOAT32, Shape.of(0, 2)))
                .when("- pad: {tensors: w, size: 1, init: mean}")
                .fails("fix.yaml:4:36: there is no row to take it from: w in g.pt has 0 rows on axis 0. "
                        + "Name some by rows, or give an init that needs none, such as zeros.");
    }

    @Test
    void aMistypedInitialiserIsNamedWithTheNearest() {
        String all = "It is one of zeros, ones, constant, values, arange, mean, mean_of, copy_row, normal, uniform, "
                + "like_rows.";
        padded(column(FLOAT32, 1, 2, 9), 5, "zerros")
                .fails("fix.yaml:4:65: there is no initialiser 'zerros'; did you mean 'zeros'? " + all);
        padded(column(FLOAT32, 1, 2, 9), 5, "xavier_uniform")
                .fails("fix.yaml:4:65: the initialiser 'xavier_uniform' is not in this release. " + all);
        padded(column(FLOAT32, 1, 2, 9), 5, "{rows_from: {file: a}}")
                .fails("fix.yaml:4:66: the initialiser 'rows_from' is not in this release. " + all);
        padded(column(FLOAT32, 1, 2, 9), 5, "constant")
                .fails("fix.yaml:4:65: 'constant' needs a value. Write {constant: …}.");
        padded(column(FLOAT32, 1, 2, 9), 5, "{zeros: 1}")
                .fails("fix.yaml:4:66: 'zeros' takes no options. Write the word alone.");
        padded(column(FLOAT32, 1, 2, 9), 5, "[1]")
                .fails("fix.yaml:4:65: expected an initialiser, such as mean or {constant: 0.5}, found a list of 1. "
                        + all);
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        padded(column(FLOAT32, 1, 2, 9), 5, "{normal: {std: -1}}")
                .fails("fix.yaml:4:80: expected at least 0, found -1.0. Give a spread.");
        padded(column(FLOAT32, 1, 2, 9), 5, "{uniform: {low: 1, high: 1}}")
                .fails("fix.yaml:4:90: expected more than 1.0, found 1.0. Give low, then high.");
        padded(column(FLOAT32, 1, 2, 9), 5, "{like_rows: {scale: -1}}")
                .fails("fix.yaml:4:85: expected at least 0, found -1.0. Give a factor.");
        padded(column(FLOAT32, 1, 2, 9), 5, "{normal: {std: .inf}}")
                .fails("fix.yaml:4:80: expected a finite number, found Infinity. Give one.");
        padded(column(FLOAT32, 1, 2, 9), 5, "{copy_row: '0..1'}")
                .fails("fix.yaml:4:76: expected one row, found a range of them. Name one row.");
    }
}
