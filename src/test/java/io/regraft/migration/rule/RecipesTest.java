package io.regraft.migration.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.migration.StateDict;
import io.regraft.testing.MemoryCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every migration of docs/recipes.md does what the page says. */
class RecipesTest {

    private static final Pattern MIGRATION =
            Pattern.compile("```yaml\n(regraft: 1\nid: ([\\w-]+)\n.*?)```", Pattern.DOTALL);
    private static final Map<String, String> RECIPES = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        Matcher m = MIGRATION.matcher(Files.readString(Path.of("docs/recipes.md")));
        while (m.find()) {
            RECIPES.put(m.group(2), m.group(1));
        }
    }

    @AfterAll
    static void allWereTried() {
        assertThat(RECIPES).isEmpty();
    }

    private static String recipe(String id) {
        assertThat(RECIPES).containsKey(id);
        return RECIPES.remove(id);
    }

    private static MemoryCheckpoint.Builder given() {
        return MemoryCheckpoint.builder();
    }

    private static MemoryCheckpoint.Builder floats(
            MemoryCheckpoint.Builder to, String name, Shape shape, Number... elements) {
        return to.tensor(name, DType.FLOAT32, shape, elements);
    }

    @Test
    void aPrefixGoes() {
        RuleHarness.given(given().counting("module.enc.weight", 2, 2).counting("step", 1))
                .when(recipe("without-module"))
                .then(given().counting("enc.weight", 2, 2).counting("step", 1));
    }

    @Test
    void rowsFollowTheirLabels() {
        RuleHarness.given(floats(given(), "emb.weight", Shape.of(3, 1), 1, 2, 3))
                .labels("old.txt", "a", "b", "c")
                .labels("new.txt", "c", "a")
                .when(recipe("by-label"))
                .then(floats(given(), "emb.weight", Shape.of(2, 1), 3, 1));
    }

    @Test
    void theLastRowsGo() {
        RuleHarness.given(floats(given(), "emb.weight", Shape.of(3, 1), 1, 2, 3))
                .when(recipe("without-padding"))
                .then(floats(given(), "emb.weight", Shape.of(2, 1), 1, 2));
    }

    @Test
    void embeddingAndHeadGrowTogether() {
        RuleHarness.given(floats(
                        floats(given(), "model.embed_tokens.weight", Shape.of(3, 1), 1, 2, 3),
                        "lm_head.weight",
                        Shape.of(3, 1),
                        4,
                        5,
                        6))
                .when(recipe("grown"))
                .then(floats(
                        floats(given(), "model.embed_tokens.weight", Shape.of(4, 1), 1, 2, 3, 2),
                        "lm_head.weight",
                        Shape.of(4, 1),
                        4,
                        5,
                        6,
                        5));
    }

    @Test
    void theHeadKeepsTheClassesThatAreWanted() {
        RuleHarness.given(
                        floats(floats(given(), "fc.weight", Shape.of(3, 1), 1, 2, 3), "fc.bias", Shape.of(3), 4, 5, 6))
                .when(recipe("two-classes"))
                .then(floats(floats(given(), "fc.weight", Shape.of(2, 1), 3, 1), "fc.bias", Shape.of(2), 6, 4));
    }

    @Test
    void theHeadGoes() {
        RuleHarness.given(given().counting("enc.weight", 2)
                        .counting("fc.weight", 3, 1)
                        .counting("fc.bias", 3))
                .when(recipe("without-head"))
                .then(given().counting("enc.weight", 2));
    }

    @Test
    void aBufferGoes() {
        RuleHarness.given(given().counting("embeddings.position_ids", 4).counting("w", 2))
                .when(recipe("without-position-ids"))
                .then(given().counting("w", 2));
    }

    @Test
    void aBufferIsMade() {
        RuleHarness.given(given().counting("norm.weight", 2))
                .when(recipe("with-counter"))
                .then(given().counting("norm.weight", 2)
                        .tensor("norm.num_batches_tracked", DType.INT64, Shape.of(), 0));
    }

    @Test
    void layersAreCountedFromZero() {
        RuleHarness.given(given().counting("layers.1.weight", 2).counting("layers.10.ff.bias", 1))
                .when(recipe("blocks-from-zero"))
                .then(given().counting("block.0.weight", 2).counting("block.9.ff.bias", 1));
    }

    @Test
    void theHeadIsTheEmbedding() {
        RuleHarness.given(given().counting("model.embed_tokens.weight", 3, 2))
                .when(recipe("head-as-embedding"))
                .then(given().counting("model.embed_tokens.weight", 3, 2)
                        .tied("lm_head.weight", "model.embed_tokens.weight"));
    }

    @Test
    void anObjectIsTakenOut() {
        StateDict state = RuleHarness.given(
                        given().counting("w", 2).value("args", new Value.Container("argparse.Namespace", 0)))
                .when(recipe("without-arguments"))
                .then(given().counting("w", 2))
                .state();
        assertThat(state.values().values()).doesNotContainKey(TensorName.of("args"));
    }

    @Test
    void theWayToATensorBecomesItsNameInAStateDict() {
        RuleHarness.given(given().counting("_modules\\/fc\\/_parameters\\/weight", 2, 2)
                        .counting("_modules\\/net\\/_modules\\/0\\/_buffers\\/mean", 3)
                        .counting("_parameters\\/scale", 1))
                .when(recipe("names-of-a-state-dict"))
                .then(given().counting("fc.weight", 2, 2)
                        .counting("net.0.mean", 3)
                        .counting("scale", 1));
    }

    @Test
    void floatsAreHalvedAndIntegersAreNot() {
        RuleHarness.given(floats(given(), "w", Shape.of(2), 1, 2).tensor("ids", DType.INT64, Shape.of(1), 7))
                .when(recipe("half"))
                .tensors(given().tensor("w", DType.BFLOAT16, Shape.of(2), 1, 2)
                        .tensor("ids", DType.INT64, Shape.of(1), 7))
                .warns("fix.yaml:4:5: cast left 1 tensor as it is: not floating: ids");
    }
}
