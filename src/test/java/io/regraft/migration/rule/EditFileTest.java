package io.regraft.migration.rule;

import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.StateDict;
import io.regraft.testing.MemoryCheckpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code edit_file} on a folder; how the text changes is told by the tests of the documents. */
class EditFileTest {

    private static final String CONFIG = "{\n  \"vocab_size\": 4,\n  \"architectures\": [\"A\"]\n}\n";

    private static MemoryCheckpoint.Builder folder() {
        return MemoryCheckpoint.builder()
                .counting("emb.weight", 4, 2)
                .file("config.json", CONFIG)
                .file("train.yaml", "lr: 1\n")
                .file("vocab.txt", "a\n")
                .file("model.safetensors.index.json", "{}");
    }

    private static Map<String, String> files(StateDict state) {
        Map<String, String> files = new LinkedHashMap<>();
        for (Map.Entry<String, ByteBuffer> e : state.files().contents().entrySet()) {
            files.put(
                    e.getKey(),
                    StandardCharsets.UTF_8.decode(e.getValue().duplicate()).toString());
        }
        return files;
    }

    @Test
    void severalEditsOfOneFileCompose() {
        StateDict state = given(folder()).when("""
                          - edit_file: {file: config.json, set: {'/vocab_size': 5, '/architectures/-': B}}
                          - edit_file: {file: config.json, set: {'/n': null}, remove: '/architectures/0'}
                          - edit_file: {file: train.yaml, set: {'/lr': 0.5}}
                        """).state();
        assertThat(files(state))
                .isEqualTo(Map.of(
                        "config.json",
                        "{\n  \"vocab_size\": 5,\n  \"architectures\": [\"B\"],\n  \"n\": null\n}\n",
                        "train.yaml",
                        "lr: 0.5\n"));
    }

    @Test
    void anEditThatChangesNothingIsNone() {
        assertThat(files(given(folder())
                        .when("  - edit_file: {file: config.json, set: {'/vocab_size': 4}}\n")
                        .state()))
                .isEmpty();
    }

    @Test
    void aCheckpointThatIsOneFileHasNone() {
        given(MemoryCheckpoint.builder().counting("emb.weight", 4))
                .when("  - edit_file: {file: config.json, set: {'/vocab_size': 5}}\n")
                .fails("fix.yaml:4:23: g.pt is one file, and edit_file changes the files beside it. edit_file needs the"
                        + " checkpoint's folder: give FOLDER in place of FILE");
    }

    @Test
    void aMissingFileNamesTheNearest() {
        given(folder())
                .when("  - edit_file: {file: confg.json, set: {'/vocab_size': 5}}\n")
                .fails("fix.yaml:4:23: there is no file 'confg.json' in g.pt; did you mean 'config.json'? There is"
                        + " model.bin, config.json, train.yaml and 2 more.");
    }

    @Test
    void otherFilesAreNotEdited() {
        given(folder())
                .when("  - edit_file: {file: vocab.txt, set: {'/0': b}}\n")
                .fails("fix.yaml:4:23: expected a file that ends in one of .json, .yaml, .yml, found 'vocab.txt'. Other"
                        + " files are kept as they are.");
        given(folder())
                .when("  - edit_file: {file: model.safetensors.index.json, set: {'/metadata': {}}}\n")
                .fails(
                        "fix.yaml:4:23: 'model.safetensors.index.json' holds tensors, or says where they are. Tensors and"
                                + " their index are changed by the other rules.");
    }

    @Test
    void aPointerBeginsWithASlash() {
        given(folder())
                .when("  - edit_file: {file: config.json, set: {vocab_size: 5}}\n")
                .fails("fix.yaml:4:42: 'vocab_size' is no JSON pointer. It begins with a slash, as '/vocab_size' or"
                        + " '/text_config/vocab_size'; in a key a slash is written ~1 and a tilde ~0.");
    }

    @Test
    void oneOfTheTwoIsNeeded() {
        given(folder())
                .when("  - edit_file: {file: config.json}\n")
                .fails("fix.yaml:4:5: edit_file needs the key 'set' or 'remove'. Give one, or both.");
    }

    @Test
    void whatIsOptionalNeedsNotBeThere() {
        assertThat(files(given(folder()).when("""
                                  - edit_file: {file: other.json, set: {'/a': 5}, optional: true}
                                  - edit_file: {file: config.json, remove: [/nothing, /vocab_size], optional: true}
                                """).state()))
                .isEqualTo(Map.of("config.json", "{\n  \"architectures\": [\"A\"]\n}\n"));
    }
}
