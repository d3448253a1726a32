package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Formats;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that lie, are damaged, or are no checkpoint: each is read or refused as it was written to be. */
class HostileFilesTest {

    private static final Path FOLDER = Goldens.FOLDER.resolve("hostile");

    /** Refused though a plain load of torch takes it: a load on meta crashes the process. */
    private static final Set<String> STRICTER = Set.of("alignment-0.pt");

    record Hostile(String name, String why, String readable) {
        @Override
        public String toString() {
            return name + ": " + why;
        }
    }

    static List<Hostile> files() throws IOException {
        List<Hostile> files = new ArrayList<>();
        JsonNode all =
                new ObjectMapper().readTree(FOLDER.resolve("expected.json").toFile());
        for (Map.Entry<String, JsonNode> e : all.properties()) {
            String readable = STRICTER.contains(e.getKey())
                    ? "false"
                    : e.getValue().get("readable").asText();
            files.add(new Hostile(e.getKey(), e.getValue().get("why").asText(), readable));
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("files")
    void isReadOrRefused(Hostile file) {
        Throwable thrown = Assertions.assertTimeout(
                Duration.ofSeconds(20), () -> catchThrowable(() -> readAll(FOLDER.resolve(file.name()))));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(RegraftException.class);
            assertThat(((RegraftException) thrown).first().kind()).isEqualTo(Kind.CHECKPOINT);
            assertThat(thrown).hasMessageContaining(file.name());
        }
        if (!file.readable().equals("either")) {
            assertThat(thrown == null)
                    .as("read, not refused; %s", thrown)
                    .isEqualTo(file.readable().equals("true"));
        }
    }

    /** Opens a file, then reads every record with its checksum, as whoever moves it does. */
    private static void readAll(Path file) throws IOException {
        try (Checkpoint checkpoint = Formats.open(file)) {
            assertThat(checkpoint.tensors()).extracting(Tensor::name).doesNotHaveDuplicates();
            assertThat(checkpoint.code()).isNotNull();
            if (!(checkpoint instanceof PyTorchCheckpoint torch)) {
                return;
            }
            TorchArchive archive = torch.archive();
            for (ZipRecord r : archive.records()) {
                archive.zip().content(r);
            }
        }
    }
}
