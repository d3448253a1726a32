package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.checkpoint.DType.INT64;
import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Shape;
import io.regraft.format.Formats;
import io.regraft.migration.Migration;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import io.regraft.testing.MemoryCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** drop, keep, create and copy. */
class TensorsTest {

    private static MemoryCheckpoint.Builder model() {
        return MemoryCheckpoint.builder()
                .counting("model/a.w", 2)
                .counting("model/b.w", 3)
                .counting("ema/a.w", 2);
    }

    @Test
    void dropRemoves() {
        given(model())
                .when("- drop: {tensors: a.w}")
                .then(MemoryCheckpoint.builder().counting("model/b.w", 3));
        given(model())
                .when("- drop: {tensors: ['**', '!model/**']}")
                .then(MemoryCheckpoint.builder().counting("model/a.w", 2).counting("model/b.w", 3));
    }

    @Test
    void keepRemovesTheRest() {
        given(model())
                .when("- keep: {tensors: 'model/*.w'}")
                .then(MemoryCheckpoint.builder().counting("model/a.w", 2).counting("model/b.w", 3));
    }

    @Test
    void removingEverythingIsRefused() {
        given(model())
                .when("- drop: {tensors: '**'}")
                .fails("fix.yaml:4:3: drop would remove all 3 tensors of g.pt. Leave at least one.");
        given(MemoryCheckpoint.builder().counting("list/0", 1).counting("b", 1).container("list", "list"))
                .when("- drop: {tensors: '0'}")
                .fails("fix.yaml:4:3: drop can't take list/0: its container 'list' is a list. "
                        + "Rules add, remove and rename tensors by key, in dicts.");
    }

    @Test
    void createAddsATensorAtTheEndOfItsContainer() {
        given(model())
                .when("- create: {name: model/c, dtype: int64, shape: [2, 2], init: {values: [1, 2, 3, 4]}}")
                .then(MemoryCheckpoint.builder()
                        .counting("model/a.w", 2)
                        .counting("model/b.w", 3)
                        .tensor("model/c", INT64, Shape.of(2, 2), 1, 2, 3, 4)
                        .counting("ema/a.w", 2));
    }

    @Test
    void createMakesOneForEachMatch() {
        given(MemoryCheckpoint.builder()
                        .counting("m/0.running_mean", 1)
                        .counting("m/0.bias", 1)
                        .counting("m/1.running_mean", 1))
                .when("""
                        - create:
                            for: '**.running_mean'
                            name: '**.num_batches_tracked'
                            after: '**.running_mean'
                            dtype: int64
                            shape: []
                            init: zeros
                        """)
                .then(MemoryCheckpoint.builder()
                        .counting("m/0.running_mean", 1)
                        .tensor("m/0.num_batches_tracked", INT64, Shape.of(), 0)
                        .counting("m/0.bias", 1)
                        .counting("m/1.running_mean", 1)
                        .tensor("m/1.num_batches_tracked", INT64, Shape.of(), 0));
    }

    @Test
    void createGoesBeforeATensorOrAfterIt() {
        String step = "- create: {name: model/c, dtype: float32, shape: [1], init: zeros, ";
        assertThat(given(model()).when(step + "before: model/a.w}").names())
                .containsExactly("model/c", "model/a.w", "model/b.w", "ema/a.w");
        assertThat(given(model()).when(step + "after: model/a.w}").names())
                .containsExactly("model/a.w", "model/c", "model/b.w", "ema/a.w");
        given(model())
                .when(step + "after: ema/a.w}")
                .fails("fix.yaml:4:75: 'model/c' can't stand beside 'ema/a.w': there is no such tensor in 'model'. "
                        + "Name a tensor in the same container.");
        given(model())
                .when(step + "after: model/a.w, before: model/b.w}")
                .fails("fix.yaml:4:3: create takes before or after, found both. Give one of them.");
    }

    @Test
    void severalAfterOneTensorStandInTheirOrder() {
        assertThat(given(MemoryCheckpoint.builder()
                                .counting("a", 1)
                                .counting("x.1", 1)
                                .counting("x.2", 1))
                        .when("- create: {for: 'x.*', name: 'y.*', after: a, dtype: float32, shape: [], init: ones}")
                        .names())
                .containsExactly("a", "y.1", "y.2", "x.1", "x.2");
    }

    @Test
    void createRefusesAnInitThatNeedsRows() {
        given(model())
                .when("- create: {name: c, dtype: float32, shape: [1], init: mean}")
                .fails(
                        "fix.yaml:4:55: init: mean looks at rows that are there, and create makes a tensor from nothing. "
                                + "Give one that needs none, such as zeros or normal.");
    }

    @Test
    void createRefusesWhatTheDtypeCannotHold() {
        given(model())
                .when("- create: {name: c, dtype: uint8, shape: [300], init: arange}")
                .fails(
                        "fix.yaml:4:55: c is uint8: it holds whole numbers from 0 to 255, found 299. Give another init.");
        given(model())
                .when("- create: {name: c, dtype: qint8, shape: [3], init: zeros}")
                .fails("fix.yaml:4:28: create makes no qint8 tensor: it would need scales. "
                        + "Create it as floating, and quantise it with the framework.");
        given(model())
                .when("- create: {name: c, dtype: int64, shape: [4000000000, 4000000000], init: zeros}")
                .fails("fix.yaml:4:42: a tensor of shape [4000000000, 4000000000] has more bytes than 63 bits count. "
                        + "Make it smaller.");
    }

    @Test
    void createRefusesANameThatIsThereAndAContainerThatIsNot() {
        given(model())
                .when("- create: {name: model/a.w, dtype: float32, shape: [1], init: zeros}")
                .fails("fix.yaml:4:18: 'model/a.w' is there already, float32 [2]. "
                        + "Give another name, or drop that one before.");
        given(model())
                .when("- create: {name: mode/c, dtype: float32, shape: [1], init: zeros}")
                .fails("fix.yaml:4:18: there is no container 'mode' in g.pt for 'mode/c'; did you mean 'model'? "
                        + "A tensor's full name is its path: the containers, then the key. "
                        + "A '/' that belongs to the key is written \\/.");
        given(model())
                .when("- create: {for: 'model/*.w', name: c, dtype: float32, shape: [1], init: zeros}")
                .fails(
                        "fix.yaml:4:36: two tensors would be named 'model/c': the ones for 'model/a.w' and for 'model/b.w'."
                                + " Use what the wildcards of 'for' bound.");
    }

    @Test
    void arangeCountsAlongTheAxisThatIsSaid() {
        String step = "- create: {name: position_ids, dtype: int64, shape: [1, 3], init: arange";
        given(MemoryCheckpoint.builder().counting("a", 1))
                .when(step + ", axis: 1}")
                .then(MemoryCheckpoint.builder()
                        .counting("a", 1)
                        .tensor("position_ids", INT64, Shape.of(1, 3), 0, 1, 2));
        given(MemoryCheckpoint.builder().counting("a", 1))
                .when(step + "}")
                .tensors(MemoryCheckpoint.builder()
                        .counting("a", 1)
                        .tensor("position_ids", INT64, Shape.of(1, 3), 0, 0, 0))
                .warns("fix.yaml:4:3: arange counts along axis 0, of which 'position_ids' [1, 3] has one row; "
                        + "axis: 1 counts along the next");
        given(model())
                .when("- create: {name: c, dtype: int64, shape: [3], init: zeros, axis: 0}")
                .fails(
                        "fix.yaml:4:66: axis goes with init: arange, which counts along it, not with zeros. Leave it out.");
        given(model())
                .when("- create: {name: c, dtype: int64, shape: [3], init: arange, axis: 1}")
                .fails("fix.yaml:4:67: there is no axis 1: the shape [3] has rank 1. "
                        + "Axes count from 0, or from -1 backwards.");
    }

    @Test
    void aTensorWithoutElementsMayBeCreated() {
        given(MemoryCheckpoint.builder().counting("a", 1))
                .when("- create: {name: c, dtype: float32, shape: [0, 4], init: ones}")
                .then(MemoryCheckpoint.builder().counting("a", 1).tensor("c", FLOAT32, Shape.of(0, 4)));
    }

    @Test
    void copyAddsBytesOfItsOwn() {
        given(model())
                .when("- copy: {from: 'model/*.w', to: '*.v'}")
                .then(MemoryCheckpoint.builder()
                        .counting("model/a.w", 2)
                        .counting("model/b.w", 3)
                        .counting("model/a.v", 2)
                        .counting("model/b.v", 3)
                        .counting("ema/a.w", 2));
    }

    @Test
    void copyMayTieTheStorage() {
        given(model())
                .when("- copy: {from: model/b.w, to: ema/b.w, share: true}")
                .then(MemoryCheckpoint.builder()
                        .counting("model/a.w", 2)
                        .counting("model/b.w", 3)
                        .counting("ema/a.w", 2)
                        .tied("ema/b.w", "model/b.w"));
    }

    @Test
    void aCopyMayBeChangedAloneAndATiedOneNot() {
        given(MemoryCheckpoint.builder().counting("a", 2))
                .when("""
                        - copy: {from: a, to: b}
                        - truncate: {tensors: b, size: 1}
                        """)
                .then(MemoryCheckpoint.builder().counting("a", 2).counting("b", 1));
        given(MemoryCheckpoint.builder().counting("a", 2))
                .when("""
                        - copy: {from: a, to: b, share: true}
                        - truncate: {tensors: b, size: 1}
                        """)
                .fails("fix.yaml:5:3: truncate names b, which shares its storage with a. "
                        + "Name every tensor on that storage in this step, or untie them before with copy and drop.");
    }

    @Test
    void copyRefusesANameThatIsThere() {
        given(model())
                .when("- copy: {from: model/a.w, to: b.w}")
                .fails("fix.yaml:4:31: two tensors would be named 'model/b.w': the copy of 'model/a.w', "
                        + "and one already there. Drop or rename that one before, or give the copy another name.");
        given(model())
                .when("- copy: {from: 'model/*.w', to: c}")
                .fails("fix.yaml:4:33: two tensors would be named 'model/c': the copy of 'model/b.w', "
                        + "and one also a copy of this step. "
                        + "Drop or rename that one before, or give the copy another name.");
        given(model().opaque("s", FLOAT32, Shape.of(2), "sparse_coo"))
                .when("- copy: {from: s, to: t}")
                .fails("fix.yaml:4:3: copy takes strided tensors, s is sparse_coo. "
                        + "Leave it out of 'from'; it is kept as it is.");
    }

    @Test
    void copyCannotShareWhereTheFormatCannot(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("m.safetensors");
        Files.write(
                file,
                "5\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}7"
                        .getBytes(StandardCharsets.US_ASCII));
        Path yaml = Files.writeString(
                folder.resolve("fix.yaml"), "regraft: 1\nid: m\nsteps:\n- copy: {from: a, to: b, share: true}\n");
        try (Checkpoint source = Formats.open(file)) {
            Migration m = new MigrationReader(Rules.ALL).read(yaml, Map.of()).migration();
            assertThatThrownBy(() -> Planner.plan(source, List.of(m)))
                    .hasMessage(yaml + ":4:3: 'share: true' asks for one storage under two names, which " + file
                            + ", a file of safetensors, can't have. Leave 'share' out: the copy then has bytes of its"
                            + " own.");
        }
    }
}
