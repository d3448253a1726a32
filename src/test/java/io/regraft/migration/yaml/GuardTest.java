package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Value;
import io.regraft.kernel.Expression;
import io.regraft.migration.ContentOracle;
import io.regraft.migration.Guard;
import io.regraft.migration.StateDict;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.testing.MemoryCheckpoint;
import java.math.BigInteger;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

    private static final StateDict STATE = StateDict.of(MemoryCheckpoint.builder()
            .counting("gen/spk.weight", 2014, 3)
            .counting("gen/head.weight", 4, 3)
            .counting("ema/head.weight", 4, 3)
            .tensor("gen/steps", DType.INT64, Shape.of(), 7)
            .value("epoch", new Value.Int(BigInteger.valueOf(12)))
            .value("lr", new Value.Real(1e-3))
            .value("name", new Value.Text("base"))
            .value("done", new Value.Bool(false))
            .value("none", new Value.None())
            .build());

    /** Says of two tensors that they differ by 0.5, and that all but those of {@code ema} are finite. */
    private static final ContentOracle ORACLE = new ContentOracle() {
        @Override
        public boolean equal(Expression a, Expression b, OptionalDouble within) {
            return a.equals(b) || within.orElse(0) >= 0.5;
        }

        @Override
        public boolean finite(Expression e) {
            return !((Expression.Stored) e).tensor().name().text().startsWith("ema");
        }
    };

    private static Guard guard(String key, String guard) {
        Folder folder = new Folder().file("fix.yaml", "regraft: 1\nid: a\nsteps: []\n" + key + ": [" + guard + "]\n");
        var migration = folder.result("fix.yaml", java.util.Map.of()).migration();
        return key.equals("expect")
                ? migration.expect().get(0)
                : migration.ensure().get(0);
    }

    private static List<Problem> check(String guard) {
        return guard("expect", guard).check(STATE, ORACLE).stream().toList();
    }

    /** What a guard of the way in says when it fails, without place and hint. */
    private static String what(String guard) {
        List<Problem> problems = check(guard);
        assertThat(problems).as(guard).hasSize(1);
        return problems.get(0).what();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{tensor: spk.weight}",
                "{tensor: gen/spk.weight, shape: [2014, 3], dtype: float32}",
                "{tensor: spk.weight, shape: ['*', 3]}",
                "{tensor: steps, shape: [], dtype: int64}",
                "{tensors: '**.weight', count: 3}",
                "{tensors: 'ema/**', shape: [4, '*']}",
                "{tensors: ['**', '!ema/**'], finite: true}",
                "{tensors: '**.bias', count: 0}",
                "{tensors: '**.bias', absent: true}",
                "{tensor: spk.bias, absent: true}",
                "{tensor: gen/head.weight, equals: gen/head.weight}",
                "{tensor: gen/head.weight, equals: head.weight}",
                "{tensor: gen/head.weight, equals: ema/head.weight, within: 0.5}",
                "{not: {tensor: spk.weight, shape: [2015, 3]}}",
                "{not: {tensor: spk.bias}}",
                "{any: [{tensor: x}, {tensor: spk.weight}]}",
                "{value: epoch, equals: 12}",
                "{value: epoch, equals: 12.0}",
                "{value: epoch, equals: 13, within: 1}",
                "{value: lr, equals: 1e-3}",
                "{value: lr, equals: 0.0011, within: 0.001}",
                "{value: name, equals: base}",
                "{value: done, equals: false}",
                "{value: none, equals: ~}",
                "{value: steps, absent: true}",
            })
    void holds(String guard) {
        assertThat(check(guard)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {tensor: spk.weight, shape: [2015, 3], dtype: float32} | expected spk.weight float32 [2015, 3], found float32 [2014, 3] in g.pt
            {tensor: spk.weight, shape: [3]}         | expected spk.weight [3], found float32 [2014, 3] in g.pt
            {tensor: spk.weight, dtype: float16}     | expected spk.weight float16, found float32 [2014, 3] in g.pt
            {tensor: spk.weigt}                      | expected spk.weigt, found no such tensor (closest is 'gen/spk.weight') in g.pt
            {tensor: spk.weight, absent: true}       | expected no spk.weight, found float32 [2014, 3] in g.pt
            {tensors: '**.weight', absent: true}     | expected no **.weight, found gen/spk.weight float32 [2014, 3], gen/head.weight float32 [4, 3], ema/head.weight float32 [4, 3] in g.pt
            {tensors: '**.weight', count: 1000}      | expected 1,000 tensors **.weight, found 3: gen/spk.weight float32 [2014, 3], gen/head.weight float32 [4, 3], ema/head.weight float32 [4, 3] in g.pt
            {tensors: '**.weight', shape: [4, 3]}    | expected **.weight [4, 3], found gen/spk.weight float32 [2014, 3] in g.pt
            {tensors: 'ema/**', finite: true}        | expected ema/head.weight finite, found NaN or infinity in it in g.pt
            {tensor: gen/head.weight, equals: ema/head.weight} | expected gen/head.weight equal to ema/head.weight, found other bytes in g.pt
            {tensor: gen/head.weight, equals: ema/head.weight, within: 1e-6} | expected gen/head.weight equal to ema/head.weight within 1.0E-6, found elements that differ by more in g.pt
            {tensor: gen/head.weight, equals: spk.weight} | expected gen/head.weight equal to spk.weight, found float32 [4, 3] and float32 [2014, 3] in g.pt
            {tensor: gen/head.weight, equals: x}     | expected gen/head.weight equal to x, found no x in g.pt
            {not: {tensor: spk.weight, shape: [2014, 3]}} | expected not: spk.weight [2014, 3], found just that in g.pt
            {any: [{tensor: x}, {tensor: y}]}        | expected one of: x, or y, found none: expected x, found no such tensor in g.pt
            {value: epoch, equals: 13}               | expected the value epoch 13, found 12 in g.pt
            {value: epoch, equals: '12'}             | expected the value epoch '12', found 12 in g.pt
            {value: name, equals: other}             | expected the value name 'other', found 'base' in g.pt
            {value: nane, equals: other}             | expected the value nane 'other', found no such value in g.pt
            {value: gen/steps, equals: 7}            | expected the value gen/steps 7, found a tensor in g.pt
            {value: gen, equals: 7}                  | expected the value gen 7, found dict of 3 in g.pt
            {value: name, absent: true}              | expected the value name absent, found 'base' in g.pt
            """)
    void failsAndSaysWhatWasExpectedAndFound(String guard, String message) {
        String expected = message == null ? "" : message;
        assertThat(what(guard)).isEqualTo(expected);
    }

    @Test
    void theWholeLineNamesPlaceReasonAndWhatToDo() {
        Problem problem = guard(
                        "expect",
                        "{tensor: spk.weight, shape: [2015, 3], dtype: float32, because: The stock model has 2015 speakers}")
                .check(STATE, ORACLE)
                .orElseThrow();
        assertThat(problem.kind()).isEqualTo(Kind.GUARD);
        assertThat(problem.line())
                .isEqualTo("fix.yaml:4:10: expected spk.weight float32 [2015, 3], found float32 [2014, 3] in g.pt. "
                        + "The stock model has 2015 speakers. Already migrated? See: regraft inspect g.pt");
        assertThat(guard("ensure", "{tensor: spk.weight, shape: [2015, 3]}")
                        .check(STATE, ORACLE)
                        .orElseThrow()
                        .line())
                .isEqualTo("fix.yaml:4:10: expected spk.weight [2015, 3], found float32 [2014, 3] after the steps. "
                        + "The steps lead elsewhere: see what they do with regraft plan.");
    }

    @Test
    void aNameInTwoContainersIsNeitherThereNorNot() {
        String expected = "'head.weight' is in 2 containers: gen/head.weight, ema/head.weight";
        assertThat(what("{tensor: head.weight}")).isEqualTo(expected);
        assertThat(what("{not: {tensor: head.weight}}")).isEqualTo(expected);
        assertThat(what("{any: [{tensor: head.weight}, {tensor: x}]}")).isEqualTo(expected);
        assertThat(what("{tensor: spk.weight, equals: ema/head.weight}")).startsWith("expected gen/spk.weight equal");
    }

    @Test
    void onlyContentNeedsContent() {
        assertThat(guard("expect", "{tensor: x, shape: [1]}").needsContent()).isFalse();
        assertThat(guard("expect", "{tensor: x, equals: y}").needsContent()).isTrue();
        assertThat(guard("expect", "{not: {tensors: x, finite: true}}").needsContent())
                .isTrue();
        assertThat(guard("expect", "{any: [{tensor: x}, {tensor: x, finite: true}]}")
                        .needsContent())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {shape: [1]}               | 10 | a guard has one of tensor, tensors, value, not, any, found none. Write one guard for each.
            {tensor: a, tensors: b}    | 10 | a guard has one of tensor, tensors, value, not, any, found tensor, tensors. Write one guard for each.
            {tensor: a, count: 2}      | 29 | 'count' does not go with 'tensor'. Beside 'tensor' it takes shape, dtype, absent, equals, within, finite, because.
            {tensor: a, within: 2}     | 30 | 'within' stands alone. Say what it is compared with: equals.
            {tensor: a, absent: false} | 30 | expected true, found false. For the contrary write {not: …}.
            {tensor: a, absent: true, shape: []} | 30 | 'absent' does not go with shape. What is not there has no such thing.
            {tensor: 'a.*'}            | 19 | expected a tensor's name, found 'a.*' with the wildcard *. A selector is not taken here; for the character itself write '\\*'.
            {tensor: a, equals: 7}     | 30 | expected a tensor's name, found the number 7. Quote it.
            {tensor: a, shape: [x]}    | 30 | expected *, or a whole number of at least 0, found the text 'x'. Write one of them.
            {tensor: a, shap: []}      | 22 | a guard has no key 'shap'; did you mean 'shape'? It takes tensor, tensors, value, shape, dtype, absent, equals, within, count, finite, not, any, because.
            {value: a}                 | 18 | nothing is demanded of the value. Add equals: V, or absent: true.
            {any: []}                  | 16 | 'any' of no guards never holds. List one guard at least.
            7                          | 10 | expected a map, found the number 7. It takes tensor, tensors, value, shape, dtype, absent, equals, within, count, finite, not, any, because.
            """)
    void aMalformedGuardSaysWhatIsWrong(String guard, int column, String message) {
        assertThat(new Folder().problems("regraft: 1\nid: a\nsteps: []\nexpect: [" + guard + "]\n"))
                .containsExactly("fix.yaml:4:" + column + ": " + message);
    }
}
