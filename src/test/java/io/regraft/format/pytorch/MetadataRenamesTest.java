package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.pytorch.pickle.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The {@code _metadata} of renamed state dicts, against what torch's modules give under the new names. */
class MetadataRenamesTest {

    /** Keys and versions in order, as torch records them. */
    private static List<String> torchs(String of) throws IOException {
        JsonNode pairs = new ObjectMapper()
                .readTree(
                        Path.of("src/test/resources/golden/graph/expected.json").toFile())
                .get(of);
        List<String> lines = new ArrayList<>();
        pairs.forEach(p -> lines.add(p.get(0).asText() + "=" + p.get(1).asLong()));
        return lines;
    }

    private static List<String> metadata(Checkpoint c, TensorName container) {
        Node state = ((PyTorchCheckpoint) c)
                .state()
                .orElseThrow()
                .inventory()
                .nodes()
                .get(container);
        return state.attribute("_metadata").orElseThrow().entries().stream()
                .map(e -> e.key().text() + "="
                        + e.value().entries().get(0).value().integer().orElseThrow())
                .toList();
    }

    /** The metadata after names were changed by a rule. */
    private static List<String> renamed(String file, UnaryOperator<String> rule) throws IOException {
        Edit edit = Edit.ofGraph(file);
        for (var t : edit.before.tensors()) {
            String to = rule.apply(t.name().text());
            if (to.isEmpty()) {
                edit.drop(t.name().text());
            } else if (!to.equals(t.name().text())) {
                edit.rename(t.name().text(), to);
            }
        }
        try (Checkpoint c = edit.result()) {
            return metadata(c, edit.before.tensors().get(0).name().container());
        }
    }

    @Test
    void aModuleMovesWithAllThatIsInItAlsoWhatHasNoTensors() throws IOException {
        assertThat(renamed("net.pt", n -> n.replaceFirst("^enc\\.", "encoder.")))
                .isEqualTo(torchs("encoder"));
        assertThat(renamed("nested.pt", n -> n.replaceFirst("/enc\\.", "/encoder.")))
                .isEqualTo(torchs("encoder"));
    }

    @Test
    void oneOfSeveralModulesMovesAlone() throws IOException {
        assertThat(renamed("net.pt", n -> n.replace("enc.0.", "enc.conv."))).isEqualTo(torchs("conv"));
    }

    @Test
    void theModuleThatBecomesTheRootTakesItsPlace() throws IOException {
        assertThat(renamed("wrapped.pt", n -> n.replaceFirst("^module\\.", ""))).isEqualTo(torchs("net"));
    }

    @Test
    void theRootThatGetsANameStaysTheRootToo() throws IOException {
        assertThat(renamed("net.pt", n -> "module." + n)).isEqualTo(torchs("wrapped"));
    }

    @Test
    void aModuleWhoseTensorsWentToSeveralPlacesIsGone() throws IOException {
        assertThat(renamed("net.pt", n -> n.replace("enc.0.", "a.").replace("enc.2.", "b.")))
                .containsExactly("=1", "a=1", "b=2", "head=1", "act=1");
    }

    @Test
    void aModuleThatKeepsATensorStays() throws IOException {
        assertThat(renamed("net.pt", n -> n.replace("enc.0.weight", "first.weight")))
                .isEqualTo(torchs("net"));
        assertThat(renamed("net.pt", n -> n.replace("enc.0.weight", "enc.0.w"))).isEqualTo(torchs("net"));
    }

    @Test
    void aParametersOwnNameMayChangeOnTheWay() throws IOException {
        assertThat(renamed("net.pt", n -> n.replace("head.weight", "out.w").replace("head.bias", "out.b")))
                .containsExactly("=1", "enc=1", "enc.0=1", "enc.1=1", "enc.2=2", "out=1", "act=1");
    }

    @Test
    void ofTwoModulesThatBecomeOneTheFirstRecordIsKept() throws IOException {
        assertThat(renamed(
                        "net.pt",
                        n -> n.replace("enc.2.running", "head.running")
                                .replace("enc.2.num", "head.num")
                                .replace("enc.2.weight", "head.scale")
                                .replace("enc.2.bias", "head.shift")))
                .containsExactly("=1", "enc=1", "enc.0=1", "enc.1=1", "head=1", "act=1");
    }

    @Test
    void whatIsOnlyDroppedKeepsItsRecord() throws IOException {
        assertThat(renamed("net.pt", n -> n.startsWith("head.") ? "" : n)).isEqualTo(torchs("net"));
        assertThat(renamed("net.pt", n -> n.startsWith("enc.2.") ? "" : n.replace("enc.", "encoder.")))
                .isEqualTo(torchs("encoder"));
    }
}
