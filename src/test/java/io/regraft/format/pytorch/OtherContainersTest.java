package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.format.Assembly;
import io.regraft.format.Formats;
import io.regraft.format.Materialised;
import io.regraft.format.Revision;
import io.regraft.format.pytorch.Goldens.Golden;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TorchScript and exported programs are listed and kept; older and spread-out containers are refused by name. */
class OtherContainersTest {

    static List<Golden> listed() {
        return Goldens.all().stream()
                .filter(g -> List.of("torchscript", "pt2")
                        .contains(g.expected().path("container").asText()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("listed")
    void tensorsAreThoseOfTorch(Golden golden) throws IOException {
        try (Checkpoint c = Formats.open(golden.file())) {
            List<String> expected = new ArrayList<>();
            for (JsonNode t : golden.expected().get("tensors")) {
                expected.add(t.get("name").asText() + " " + t.get("dtype").asText() + " "
                        + t.get("shape").toString().replace(",", ", "));
            }
            assertThat(c.tensors().stream().map(t -> t.name().text() + " " + t.type()))
                    .containsAll(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("listed")
    void theyAreCopiedWholeAndNeverChanged(Golden golden) throws IOException {
        try (Checkpoint c = Formats.open(golden.file())) {
            Assembly same = Formats.of(c).assemble(Revision.unchanged(c));
            assertThat(Materialised.of(same, Map.of())).isEqualTo(Files.readAllBytes(golden.file()));
            List<Revision.Revised> fewer = c.tensors().stream()
                    .map(Revision.Revised::untouched)
                    .skip(1)
                    .toList();
            assertThatThrownBy(() -> new PyTorchFormat().assemble(new Revision(c, fewer)))
                    .isInstanceOf(RegraftException.class)
                    .hasMessageContaining("looked at but not changed");
        }
    }

    static List<Path> refused() {
        List<String> names = List.of("18-legacy", "18-tar", "19-dcp");
        return Goldens.all().stream()
                .filter(g -> names.stream().anyMatch(n -> g.name().startsWith(n)))
                .map(Golden::file)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void olderAndSpreadOutOnesAreRefusedByName(Path file) {
        String name = file.getFileName().toString();
        String piece = name.startsWith("18-tar")
                ? "the tar format that torch wrote before 0.1.10"
                : name.startsWith("18-") ? "the format that torch wrote before 1.6" : "torch.distributed.checkpoint";
        assertThatThrownBy(() -> Formats.open(file))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining(piece);
    }
}
