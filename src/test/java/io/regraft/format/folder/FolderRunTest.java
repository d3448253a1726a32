package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs: a migration of a folder gives a folder. */
class FolderRunTest {

    @TempDir
    Path parent;

    @Test
    void aVocabularyGrowsInItsShardAndInTheConfig() throws IOException {
        Path source = Folders.golden("three-shards");
        Path out = Runs.migrate(
                source,
                parent.resolve("out"),
                "pad: {tensors: model.embed_tokens.weight, size: 44, init: mean}",
                "edit_file: {file: config.json, set: {/vocab_size: 44}}");
        try (Checkpoint c = Formats.open(out)) {
            assertThat(c.tensor(TensorName.of("model.embed_tokens.weight"))
                            .orElseThrow()
                            .type())
                    .hasToString("float32 [44, 8]");
        }
        Map<String, String> expected = Folders.contents(source);
        Map<String, String> found = Folders.contents(out);
        assertThat(found.get("config.json")).contains("\"vocab_size\": 44");
        // 4 rows of 8 numbers of 4 bytes.
        assertThat(found.get("model.safetensors.index.json"))
                .isEqualTo(expected.get("model.safetensors.index.json")
                        .replace("\"total_size\": 3552", "\"total_size\": 3680")
                        .replace("\"total_parameters\": 888", "\"total_parameters\": 920"));
        for (String same : new String[] {
            "generation_config.json", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors"
        }) {
            assertThat(found.get(same)).isEqualTo(expected.get(same));
        }
        assertThat(found.keySet()).isEqualTo(expected.keySet());
    }

    @Test
    void theManifestIsTheSameEachTime() throws IOException {
        Path first = Runs.migrate(
                Folders.golden("bin-shards"), parent.resolve("out"), "rename: {from: big.weight, to: huge.weight}");
        Map<String, String> files = Folders.contents(first);
        String manifest = Files.readString(parent.resolve("out.regraft.json"));
        Files.move(first, parent.resolve("other"));
        Files.delete(parent.resolve("out.regraft.json"));
        Path second = Runs.migrate(
                Folders.golden("bin-shards"), parent.resolve("out"), "rename: {from: big.weight, to: huge.weight}");
        assertThat(Folders.contents(second)).isEqualTo(files);
        assertThat(parent.resolve("out.regraft.json")).hasContent(manifest);
    }

    @Test
    void aFolderGivenByItsIndexIsMigratedToo() throws IOException {
        Path out = Runs.migrate(
                Folders.golden("fp16-legacy").resolve("model.safetensors.index.fp16.json"),
                parent.resolve("out"),
                "drop: {tensors: model.norm.weight}");
        try (Checkpoint c = Formats.open(out)) {
            assertThat(c.tensors()).hasSize(10);
        }
    }
}
