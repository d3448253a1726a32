package io.regraft.migration.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.testing.MemoryCheckpoint;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** What {@code set} and {@code unset} make of places in a value that is a JSON text. */
class JsonValueTest {

    private static final String CONFIG = "{\"layers\": [{\"units\": 3,  \"name\":\"a\"}, {\"units\": 3}], \"x\": 1e3}";

    private static MemoryCheckpoint.Builder checkpoint() {
        return MemoryCheckpoint.builder()
                .counting("w", 1)
                .value("model_config", new Value.Text(CONFIG))
                .value("broken", new Value.Text("{"))
                .value("epoch", new Value.Int(BigInteger.ONE));
    }

    private static RuleHarness.Outcome when(String yaml) {
        return RuleHarness.given(checkpoint()).when(yaml);
    }

    private static String config(String yaml) {
        Value value =
                when(yaml).state().values().find(TensorName.of("model_config")).orElseThrow();
        return ((Value.Text) value).value();
    }

    @Test
    void onePlaceChangesAndAllElseStaysAsItIsWritten() {
        assertThat(config("  - set: {path: model_config, pointer: /layers/0/units, value: 14}\n"))
                .isEqualTo("{\"layers\": [{\"units\": 14,  \"name\":\"a\"}, {\"units\": 3}], \"x\": 1e3}");
    }

    @Test
    void stepsSeeWhatThoseBeforeThemSet() {
        String steps = """
                  - set: {path: model_config, pointer: /layers/-, value: {units: 5}}
                  - unset: {path: model_config, pointer: /layers/0}
                  - set: {path: model_config, pointer: /layers/0/units, value: 4}
                """;
        assertThat(config(steps)).isEqualTo("{\"layers\": [{\"units\": 4}, {\"units\": 5}], \"x\": 1e3}");
    }

    @Test
    void aPlaceThatIsNotThereIsNamed() {
        when("  - set: {path: model_config, pointer: /layers/7/units, value: 1}\n")
                .fails(
                        "fix.yaml:4:40: model_config has nothing at '/layers/7/units': no item '7' in '/layers', a list of"
                                + " 2. Items count from 0; '-' stands for a new one at the end.");
    }

    @Test
    void anotherKindOfValueIsRefused() {
        when("  - set: {path: epoch, pointer: /a, value: 1}\n")
                .fails("fix.yaml:4:17: 'epoch' is 1, and 'pointer' leads into a JSON text."
                        + " Leave out 'pointer' for the value itself.");
    }

    @Test
    void aTextThatIsNoJsonIsRefusedWithItsPlace() {
        when("  - unset: {path: broken, pointer: /a}\n")
                .fails("broken:1:2: expected a key in double quotes, found the end of the file."
                        + " It is no JSON: check it with a JSON tool.");
    }

    @Test
    void aValueThatIsNotThereIsAnErrorUnlessOptional() {
        when("  - set: {path: model_confg, pointer: /a, value: 1}\n")
                .fails("fix.yaml:4:17: there is no value 'model_confg' in g.pt; did you mean 'model_config'?"
                        + " For the values: regraft inspect --json g.pt");
        assertThat(config("  - set: {path: no_config, pointer: /a, value: 1, optional: true}\n"))
                .isEqualTo(CONFIG);
        assertThat(config("  - unset: {path: model_config, pointer: /layers/9, optional: true}\n"))
                .isEqualTo(CONFIG);
    }

    @Test
    void aPointerBeginsWithASlash() {
        when("  - set: {path: model_config, pointer: layers, value: 1}\n")
                .fails("fix.yaml:4:40: 'layers' is no JSON pointer. It begins with a slash, as '/vocab_size' or"
                        + " '/text_config/vocab_size'; in a key a slash is written ~1 and a tilde ~0.");
    }
}
