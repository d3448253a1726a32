package io.regraft.migration.rule;

import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.migration.StateDict;
import io.regraft.testing.MemoryCheckpoint;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code set} and {@code unset} make of values that are no tensors. */
class ValuesTest {

    private static MemoryCheckpoint.Builder checkpoint() {
        return MemoryCheckpoint.builder()
                .counting("generator/emb.weight", 4)
                .value("hyper_parameters/n_speakers", integer(2015))
                .value("hyper_parameters/name", new Value.Text("tts"))
                .value("hyper_parameters/sizes/0", integer(1))
                .value("hyper_parameters/sizes/1", integer(2))
                .container("hyper_parameters/sizes", "list")
                .value("hyper_parameters/betas/0", new Value.Real(0.9))
                .container("hyper_parameters/betas", "tuple")
                .value("epoch", integer(3));
    }

    private static Value integer(long n) {
        return new Value.Int(BigInteger.valueOf(n));
    }

    private static Plain plain(long n) {
        return new Plain.Int(BigInteger.valueOf(n));
    }

    /** Path and new value of all edits, as the format gets them. */
    private static Map<String, Optional<Plain>> edits(String yaml) {
        Map<String, Optional<Plain>> edits = new java.util.LinkedHashMap<>();
        for (ValueEdit e : given(checkpoint()).when(yaml).state().values().edits()) {
            edits.put(e.path().text(), e.value());
        }
        return edits;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "2014 | Int[value=2014]",
                "0x10 | Int[value=16]",
                "123456789012345678901234567890 | Int[value=123456789012345678901234567890]",
                "1e-3 | Real[value=0.001]",
                ".inf | Real[value=Infinity]",
                "true | Bool[value=true]",
                "null | None[]",
                "'2014' | Text[value=2014]",
                "no | Text[value=no]",
                "[1, [a]] | Items[values=[Int[value=1], Items[values=[Text[value=a]]]]]",
                "{a: {b: ~}} | Fields[values={a=Fields[values={b=None[]}]}]",
            })
    void aValueIsWhatYamlReads(String yaml, String value) {
        assertThat(edits("  - set: {path: epoch, value: " + yaml + "}\n"))
                .hasToString("{epoch=Optional[" + value + "]}");
    }

    @Test
    void theLastOfSeveralCounts() {
        assertThat(edits("""
                  - set: {path: epoch, value: 1}
                  - set: {path: epoch, value: 2}
                """)).isEqualTo(Map.of("epoch", Optional.of(plain(2))));
    }

    @Test
    void whatIsSetAndTakenOutAgainIsGone() {
        assertThat(edits("""
                  - set: {path: [epoch, fresh], value: 1}
                  - unset: {path: [epoch, fresh]}
                """)).isEqualTo(Map.of("epoch", Optional.empty()));
    }

    @Test
    void whatIsSetToWhatItIsIsNoChange() {
        assertThat(edits("""
                  - set: {path: epoch, value: 4}
                  - set: {path: epoch, value: 3}
                """)).isEmpty();
    }

    @Test
    void anEditInsideOfANewValueIsPartOfIt() {
        assertThat(edits("""
                  - set: {path: hyper_parameters/audio, value: {rate: 16000, list: [1]}}
                  - set: {path: hyper_parameters/audio/rate, value: 22050}
                  - set: {path: hyper_parameters/audio/list/1, value: 2}
                  - set: {path: hyper_parameters/audio/list/0, value: 0}
                  - set: {path: hyper_parameters/audio/more, value: x}
                  - unset: {path: hyper_parameters/audio/more}
                """))
                .isEqualTo(Map.of(
                        "hyper_parameters/audio",
                        Optional.of(new Plain.Fields(
                                Map.of("rate", plain(22050), "list", new Plain.Items(List.of(plain(0), plain(2))))))));
    }

    @Test
    void aNewContainerTakesThePlaceOfWhatWasEditedInIt() {
        assertThat(edits("""
                  - set: {path: hyper_parameters/name, value: x}
                  - set: {path: hyper_parameters, value: {}}
                """)).isEqualTo(Map.of("hyper_parameters", Optional.of(new Plain.Fields(Map.of()))));
    }

    @Test
    void aListTakesANewItemAtItsEndAndLosesItsLast() {
        assertThat(edits("""
                  - set: {path: hyper_parameters/sizes/2, value: 3}
                  - set: {path: hyper_parameters/sizes/3, value: 4}
                  - unset: {path: hyper_parameters/sizes/3}
                """)).isEqualTo(Map.of("hyper_parameters/sizes/2", Optional.of(plain(3))));
    }

    @Test
    void laterStepsAndGuardsSeeWhatIsThereNow() {
        StateDict state = given(checkpoint()).when("""
                          - set: {path: hyper_parameters/audio, value: {rate: 16000}}
                          - unset: {path: hyper_parameters/sizes}
                        """).state();
        StateDict before = state.snapshot();
        state.values().unset(TensorName.of("epoch"), new io.regraft.problem.Where.InFile("fix.yaml"));

        assertThat(state.values().find(TensorName.of("hyper_parameters", "audio", "rate")))
                .contains(integer(16000));
        assertThat(state.values().find(TensorName.of("hyper_parameters", "audio")))
                .contains(new Value.Container("dict", 1));
        assertThat(state.values().find(TensorName.of("hyper_parameters"))).contains(new Value.Container("dict", 4));
        assertThat(state.values().find(TensorName.of("hyper_parameters", "sizes", "0")))
                .isEmpty();
        assertThat(state.values().find(TensorName.of("epoch"))).isEmpty();
        assertThat(before.values().find(TensorName.of("epoch"))).contains(integer(3));
    }

    @Test
    void aTensorIsNoValue() {
        given(checkpoint())
                .when("  - set: {path: generator/emb.weight, value: 1}\n")
                .fails("fix.yaml:4:17: 'generator/emb.weight' is a tensor. set takes values that are no tensors; see"
                        + " drop, create and cast for those.");
    }

    @Test
    void aContainerWithTensorsIsNoValue() {
        given(checkpoint())
                .when("  - unset: {path: generator}\n")
                .fails("fix.yaml:4:19: 'generator' holds 1 tensor: generator/emb.weight. unset takes values that are no"
                        + " tensors; drop those before.");
    }

    @Test
    void aMissingContainerNamesTheNearest() {
        given(checkpoint())
                .when("  - set: {path: hyper_parameter/n, value: 1}\n")
                .fails("fix.yaml:4:17: there is no container 'hyper_parameter' in g.pt for 'hyper_parameter/n'; did you"
                        + " mean 'hyper_parameters'? Set the container itself, to a map or a list, or write its path as"
                        + " regraft inspect shows it.");
    }

    @Test
    void aValueIsNoContainer() {
        given(checkpoint())
                .when("  - set: {path: epoch/n, value: 1}\n")
                .fails(
                        "fix.yaml:4:17: there is no container 'epoch' in g.pt for 'epoch/n': that is 3. Set the container"
                                + " itself, to a map or a list, or write its path as regraft inspect shows it.");
    }

    @Test
    void aMissingValueIsNotTakenOut() {
        given(checkpoint())
                .when("  - unset: {path: hyper_parameters/n_speaker}\n")
                .fails("fix.yaml:4:19: there is no value 'hyper_parameters/n_speaker' in g.pt; did you mean"
                        + " 'hyper_parameters/n_speakers'? For the values: regraft inspect --json g.pt");
    }

    @Test
    void whatIsOptionalNeedsNotBeThere() {
        assertThat(edits("""
                  - unset: {path: [nowhere, epoch], optional: true}
                  - set: {path: nowhere/else, value: 1, optional: true}
                """)).isEqualTo(Map.of("epoch", Optional.empty()));
    }

    @Test
    void aListHasNoHoles() {
        given(checkpoint())
                .when("  - set: {path: hyper_parameters/sizes/3, value: 1}\n")
                .fails(
                        "fix.yaml:4:17: 'hyper_parameters/sizes' has no '3': it is a list of 2. An item that is there can"
                                + " be set, and a new one at the end: hyper_parameters/sizes/2");
    }

    @Test
    void itemsBeforeTheLastAreNotTakenOut() {
        given(checkpoint())
                .when("  - unset: {path: hyper_parameters/sizes/0}\n")
                .fails("fix.yaml:4:19: unset can't take 'hyper_parameters/sizes/0' out of 'hyper_parameters/sizes', a"
                        + " list of 2, whose items are named by position. Set the whole of 'hyper_parameters/sizes', or"
                        + " take a list's items from its end.");
        given(checkpoint())
                .when("  - unset: {path: hyper_parameters/betas/0}\n")
                .fails("fix.yaml:4:19: unset can't take 'hyper_parameters/betas/0' out of 'hyper_parameters/betas', a"
                        + " tuple of 1, whose items are named by position. Set the whole of 'hyper_parameters/betas', or"
                        + " take a list's items from its end.");
    }

    @Test
    void aKeyThatIsNoTextIsRefused() {
        given(checkpoint())
                .when("  - set: {path: epoch, value: {1: a}}\n")
                .fails("fix.yaml:4:32: expected a text as a key, found the number 1. Quote it: '1'.");
    }

    @Test
    void aNewTensorCantTakeTheNameOfANewValue() {
        given(checkpoint()).when("""
                          - set: {path: bias, value: 1}
                          - create: {name: bias, dtype: float32, shape: [1], init: zeros}
                        """).fails("fix.yaml:5:20: 'bias' is there already, as 1. Choose another name.");
    }
}
