package io.regraft.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.plan.Conversion;
import io.regraft.problem.RegraftException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestJsonTest {

    private static final TensorType OLD = new TensorType(DType.FLOAT32, Shape.of(3, 2));
    private static final TensorType NEW = new TensorType(DType.FLOAT32, Shape.of(2, 2));

    private static Manifest manifest(DigestMode mode) {
        boolean files = mode == DigestMode.FILES;
        return new Manifest(
                "0.1.0",
                List.of(
                        new Manifest.AppliedMigration("first", "aa", Map.of(), true),
                        new Manifest.AppliedMigration("second", "bb", Map.of("size", "2"), false)),
                Manifest.FileRecord.ofFile("a.pt", 100, files ? Optional.of("cc") : Optional.empty(), Optional.empty()),
                Manifest.FileRecord.ofFile(
                        "b.pt",
                        90,
                        files ? Optional.of("dd") : Optional.empty(),
                        mode == DigestMode.TENSORS ? Optional.of("ee") : Optional.empty()),
                mode,
                List.of(
                        new TensorChange(
                                TensorName.of("m", "emb/x"),
                                Optional.of(TensorName.of("m", "old")),
                                TensorChange.Action.CHANGED,
                                List.of(new TensorChange.StepRef("second", 1, "remap_rows", 12)),
                                Optional.of(new TensorChange.State(OLD, Optional.of("11"))),
                                Optional.of(new TensorChange.State(NEW, Optional.empty())),
                                List.of(new TensorChange.RowSummary(
                                        1, 0, 3, 2, 1, 0, List.of("zoe"), List.of("7..8", "bo"), Optional.of("mean"))),
                                Map.of("overflowed", 4L)),
                        new TensorChange(
                                TensorName.of("gone"),
                                Optional.empty(),
                                TensorChange.Action.DROPPED,
                                List.of(),
                                Optional.of(new TensorChange.State(OLD, Optional.empty())),
                                Optional.empty(),
                                List.of(),
                                Map.of())),
                List.of(
                        new Manifest.ValueChange("hyper/n", Optional.of("3"), Optional.of("2")),
                        new Manifest.ValueChange("hyper/old", Optional.of("true"), Optional.empty())),
                List.of(new Manifest.FileChange("config.json", Optional.of("21"), Optional.of("22"))),
                Optional.of(new Conversion("pytorch", "safetensors", List.of("2 values"))),
                new Manifest.Untouched(2, 48, mode == DigestMode.TENSORS ? Map.of("w", "ff") : Map.of()),
                new Manifest.Checks(1, Optional.of("spec.json"), 3),
                List.of("something to know"),
                Optional.of(new Manifest.Stamp("2026-01-01T00:00:00Z", "host")));
    }

    @Test
    void whatIsWrittenReadsBackTheSameInEachMode() throws Exception {
        for (DigestMode mode : DigestMode.values()) {
            Manifest m = manifest(mode);
            assertThat(ManifestReader.read("m.json", ManifestJson.bytes(m))).isEqualTo(m);
        }
    }

    @Test
    void isAStatementAboutTheOutputWhereDigestsCoverIt() {
        String json = new String(ManifestJson.bytes(manifest(DigestMode.FILES)), StandardCharsets.UTF_8);
        assertThat(json).startsWith("""
                {
                  "_type" : "https://in-toto.io/Statement/v1",
                  "subject" : [
                    {
                      "name" : "b.pt",
                      "digest" : {
                        "sha256" : "dd"
                      }
                    }
                  ],
                  "predicateType" : "https://regraft.io/manifest/v1",
                """);
        assertThat(new String(ManifestJson.bytes(manifest(DigestMode.NONE)), StandardCharsets.UTF_8))
                .startsWith("{\n  \"tool\" : {");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "from" : "m/old",         | `` | from
            "name" : "b.pt"           | "name" : "b.pt", "files" : [{"name": "../b", "bytes": 1}] | the path of a file
            "name" : "b.pt"           | "name" : "b.pt", "files" : [{"name": "/etc/b", "bytes": 1}] | the path of a file
            "name" : "b.pt"           | "name" : "b.pt", "patches" : "all" | a list of patches
            "name" : "b.pt"           | "name" : "b.pt", "patches" : [[0, 1.5]] | patches in order
            "name" : "b.pt"           | "name" : "b.pt", "patches" : [[5, 1], [2, 1]] | patches in order
            "name" : "b.pt"           | "name" : "b.pt", "patches" : [[0, 1, -1]] | patches in order
            "file" : "config.json"    | "file" : "a/../../config.json" | the path of a file
            """)
    void whatIsDamagedIsNamed(String right, String wrong, String message) {
        String json = new String(ManifestJson.bytes(manifest(DigestMode.NONE)), StandardCharsets.UTF_8)
                .replace("\"action\" : \"changed\"", "\"action\" : \"renamed\"");
        String damaged = json.replace(right, wrong);
        assertThat(damaged).isNotEqualTo(json);
        assertThatThrownBy(() -> ManifestReader.read("x.json", damaged.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anotherFileIsNoManifest() {
        assertThatThrownBy(() -> ManifestReader.read("x.json", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RegraftException.class)
                .hasMessage("x.json: expected a manifest of regraft, found another file. Give the manifest that was"
                        + " written with the checkpoint, by --manifest.");
        assertThatThrownBy(() -> ManifestReader.read("x.json", "PK".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RegraftException.class)
                .hasMessage("x.json:1:1: expected a value, found 'PK'. Give the manifest that was written with the"
                        + " checkpoint, by --manifest.");
        assertThatThrownBy(
                        () -> ManifestReader.read("x.json", "{\"a\": {\"b\": NaN}}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("x.json:1:16: expected a JSON value, found 'NaN', which JSON does not have.");
    }
}
