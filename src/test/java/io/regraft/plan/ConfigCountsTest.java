package io.regraft.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.StateDict;
import io.regraft.migration.rule.RuleHarness;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in config.json that say how many rows a tensor had. */
class ConfigCountsTest {

    private static MemoryCheckpoint.Builder tensors() {
        return MemoryCheckpoint.builder()
                .counting("emb.weight", 6, 2)
                .counting("decoder.embed_positions.weight", 10, 2);
    }

    private static List<String> warnings(MemoryCheckpoint.Builder folder, String yaml) {
        StateDict state = RuleHarness.given(folder).when(yaml).state();
        new ConfigCounts(state).report();
        return state.warnings().stream()
                .map(w -> w.at().text() + ": " + w.text())
                .toList();
    }

    private static final String GROW = "  - pad: {tensors: emb.weight, size: 8, init: zeros}\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vocab_size",
                "n_speakers",
                "num_speakers",
                "speaker_n_labels",
                "num_labels",
                "n_symbols",
                "num_chars"
            })
    void aCountThatNoStepChangesIsWarnedOf(String key) {
        assertThat(warnings(tensors().file("config.json", "{\"" + key + "\": 6, \"hidden\": 2}"), GROW))
                .containsExactly("fix.yaml:4:5: config.json says '/" + key
                        + "': 6, as many as 'emb.weight' had on axis 0;"
                        + " now it has 8. Add the step: edit_file: {file: config.json, set: {'/" + key + "': 8}}");
    }

    @Test
    void aCountUnderTextConfigIsSeen() {
        assertThat(warnings(tensors().file("config.json", "{\"text_config\": {\"vocab_size\": 6}}"), GROW))
                .containsExactly(
                        "fix.yaml:4:5: config.json says '/text_config/vocab_size': 6, as many as 'emb.weight' had"
                                + " on axis 0; now it has 8. Add the step: edit_file: {file: config.json, set:"
                                + " {'/text_config/vocab_size': 8}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void aStepThatChangesItIsEnough(String where) {
        String edit = "  - edit_file: {file: config.json, set: {'/vocab_size': 8}}\n";
        assertThat(warnings(
                        tensors().file("config.json", "{\"vocab_size\": 6}"),
                        where.equals("before") ? edit + GROW : GROW + edit))
                .isEmpty();
    }

    @Test
    void anotherNumberIsNoCount() {
        assertThat(warnings(
                        tensors().file("config.json", "{\"vocab_size\": 7, \"other\": 6, \"type_vocab_size\": 6}"),
                        GROW))
                .isEmpty();
    }

    @Test
    void rowsThatStayAsManyAreNoChange() {
        assertThat(warnings(
                        tensors().file("config.json", "{\"vocab_size\": 6}"),
                        GROW + "  - truncate: {tensors: emb.weight, size: 6}\n"))
                .isEmpty();
    }

    @Test
    void positionsMayBeTwoFewerThanRows() {
        assertThat(warnings(
                        tensors().file("config.json", "{\"max_position_embeddings\": 8, \"n_ctx\": 8}"),
                        "  - pad: {tensors: '**.embed_positions.weight', size: 18, init: zeros}\n"))
                .containsExactly("fix.yaml:4:5: config.json says '/max_position_embeddings': 8, two fewer than"
                        + " 'decoder.embed_positions.weight' had on axis 0; now it has 18. Add the step: edit_file: {file:"
                        + " config.json, set: {'/max_position_embeddings': 16}}");
    }

    @Test
    void theLabelsOfAClassifierAreCounted() {
        String config = "{\"id2label\": {\"0\": \"a\", \"1\": \"b\"}, \"label2id\": {\"a\": 0, \"b\": 1}}";
        assertThat(warnings(
                        MemoryCheckpoint.builder().counting("head.weight", 2, 2).file("config.json", config),
                        "  - remap_rows: {tensors: head.weight, from: [a, b], to: [a, b, c], init: zeros}\n"))
                .containsExactly(
                        "fix.yaml:4:5: config.json has 2 labels at '/id2label', as many as 'head.weight' had on"
                                + " axis 0; now it has 3. Add the step: edit_file: {file: config.json, set: {'/id2label': {'0': 'a',"
                                + " '1': 'b', '2': 'c'}, '/label2id': {'a': 0, 'b': 1, 'c': 2}}}");
    }

    @Test
    void aFileThatIsNoJsonSaysNothing() {
        assertThat(warnings(tensors().file("config.json", "vocab_size 6"), GROW))
                .isEmpty();
    }

    @Test
    void oneFileHasNoConfiguration() {
        assertThat(warnings(tensors(), GROW)).isEmpty();
    }
}
