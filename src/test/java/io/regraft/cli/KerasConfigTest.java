package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration of a Keras model still says of tensors that changed is warned of, with the step that mends it. */
class KerasConfigTest {

    private static final Path SPEAKERS = Path.of("samples/keras/speakers.keras");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/hdf5");
    private static final Path LEGACY = GOLDEN.resolve("keras/legacy.h5");
    private static final Path MODEL = GOLDEN.resolve("keras/model.keras");
    private static final Path KERAS2 = GOLDEN.resolve("tf-keras-2.21.0/two-model.h5");

    private static final String NO_OPTIMIZER = "drop: {tensors: 'optimizer/**'}";

    @TempDir
    Path folder;

    private List<String> warnings(Path file, String... steps) throws IOException {
        Path yaml = folder.resolve("fix.yaml");
        Files.writeString(yaml, "regraft: 1\nid: fix\nsteps:\n  - " + String.join("\n  - ", steps) + "\n");
        Ended ended = Ended.run("plan", file.toString(), "-m", yaml.toString());
        assertThat(ended.code()).as(ended.printed()).isZero();
        return ended.printed()
                .lines()
                .filter(l -> l.startsWith("warning: "))
                .map(l -> l.substring(l.indexOf("fix.yaml:") + 9))
                .toList();
    }

    @Test
    void unitsOfALayerAreFoundByWhereKerasKeepsItsWeights() throws IOException {
        String grow = "pad: {tensors: 'layers/dense_1/vars/*', axis: -1, size: 14, init: zeros}";
        assertThat(warnings(SPEAKERS, grow, NO_OPTIMIZER))
                .containsExactly("4:5: config.json says '/config/layers/5/config/units': 12, as many as"
                        + " 'layers/dense_1/vars/0' had on axis 1; now it has 14. Add the step: edit_file:"
                        + " {file: config.json, set: {'/config/layers/5/config/units': 14}}");
        assertThat(warnings(
                        SPEAKERS,
                        "edit_file: {file: config.json, set: {'/config/layers/5/config/units': 14}}",
                        grow,
                        NO_OPTIMIZER))
                .isEmpty();
    }

    @Test
    void rowsOfAnEmbeddingAreItsInputs() throws IOException {
        assertThat(warnings(SPEAKERS, "pad: {tensors: layers/embedding/vars/0, size: 14, init: zeros}", NO_OPTIMIZER))
                .containsExactly("4:5: config.json says '/config/layers/3/config/input_dim': 12, as many as"
                        + " 'layers/embedding/vars/0' had on axis 0; now it has 14. Add the step: edit_file:"
                        + " {file: config.json, set: {'/config/layers/3/config/input_dim': 14}}");
    }

    @Test
    void inputsOfALayerAreInTheShapeItWasBuiltFor() throws IOException {
        assertThat(warnings(SPEAKERS, "pad: {tensors: layers/dense/vars/0, size: 9, init: zeros}", NO_OPTIMIZER))
                .containsExactly("4:5: config.json says '/config/layers/2/build_config/input_shape/1': 8, as many as"
                        + " 'layers/dense/vars/0' had on axis 0; now it has 9. Add the step: edit_file:"
                        + " {file: config.json, set: {'/config/layers/2/build_config/input_shape/1': 9}}");
    }

    @Test
    void theAttributeOfAnOlderFileIsChangedBySet() throws IOException {
        String grow = "pad: {tensors: 'model_weights/scores/scores/*', axis: -1, size: 6, init: zeros}";
        String set = "set: {path: model_config, pointer: '/config/layers/2/config/units', value: 6}";
        assertThat(warnings(KERAS2, grow))
                .containsExactly("4:5: model_config says '/config/layers/2/config/units': 3, as many as"
                        + " 'model_weights/scores/scores/bias:0' had on axis 0; now it has 6. Add the step: " + set);
        assertThat(warnings(KERAS2, grow, set)).isEmpty();
    }

    @Test
    void aLayerThatIsRenamedIsNamedWhereverTheGraphLeadsToIt() throws IOException {
        String rename = "rename: {from: 'model_weights/scores/scores/*', to: 'model_weights/top/top/*', scope: path}";
        List<String> warned = warnings(KERAS2, rename);
        assertThat(warned).hasSize(1);
        assertThat(warned.get(0))
                .startsWith("4:5: model_config has the layer 'scores' at '/config/layers/2', whose weights Keras looks"
                        + " for in 'model_weights/scores'; they are in 'model_weights/top' now. Add: set:"
                        + " {path: model_config, pointer: '/config/layers/2/config/name', value: 'top'} and set: ");
        String[] steps = warned.get(0).substring(warned.get(0).indexOf("set: ")).split(" and ");
        assertThat(steps)
                .extracting(s -> s.replaceAll(".*pointer: '(.*?)'.*", "$1"))
                .containsExactly("/config/layers/2/config/name", "/config/layers/2/name", "/config/output_layers/0/0");
        String[] all = new String[steps.length + 1];
        all[0] = rename;
        System.arraycopy(steps, 0, all, 1, steps.length);
        assertThat(warnings(KERAS2, all)).isEmpty();
    }

    @Test
    void aLayerWithoutWeightsIsTold() throws IOException {
        assertThat(warnings(MODEL, "drop: {tensors: 'layers/dense/**'}"))
                .containsExactly(
                        "4:5: no tensor is in 'layers/dense' now, where Keras looks for the weights of the layer"
                                + " 'hidden'. Take that layer out of config.json, and what leads to it: edit_file:"
                                + " {file: config.json, remove: ['/config/layers/1']}. Keras counts the layers of a class, so"
                                + " those behind it move up: rename: {from: 'layers/dense_1/**', to: 'layers/dense/**',"
                                + " scope: path}");
        String drop = "drop: {tensors: 'layers/dense/**'}";
        String remove = "edit_file: {file: config.json, remove: ['/config/layers/1']}";
        String moveUp = "rename: {from: 'layers/dense_1/**', to: 'layers/dense/**', scope: path}";
        assertThat(warnings(MODEL, drop, remove))
                .containsExactly(
                        "4:5: no tensor is in 'layers/dense' now, where Keras looks for the weights of the layer"
                                + " 'head'. Keras counts the layers of a class, so those behind it move up: " + moveUp);
        assertThat(warnings(MODEL, drop, moveUp))
                .containsExactly("5:5: config.json has the layer 'hidden' at '/config/layers/1', whose weights Keras"
                        + " looks for in 'layers/dense'; they were dropped. Take the layer out of it, and what leads to"
                        + " it: " + remove);
        assertThat(warnings(MODEL, drop, remove, moveUp)).isEmpty();
        assertThat(warnings(LEGACY, "drop: {tensors: 'model_weights/hidden/**'}"))
                .containsExactly("4:5: model_config has the layer 'hidden' at '/config/layers/1', whose weights Keras"
                        + " looks for in 'model_weights/hidden'; no tensor is there now. Take the layer out of it,"
                        + " and what leads to it: unset: {path: model_config, pointer: '/config/layers/1'}");
    }

    @Test
    void aGroupThatKeras3LooksForNothingInIsTold() throws IOException {
        assertThat(warnings(MODEL, "create: {name: layers/dense_7/vars/0, dtype: float32, shape: [2], init: zeros}"))
                .containsExactly("4:5: config.json has no layer for 'layers/dense_7', which Keras would not load. Add"
                        + " one to its layers, or leave the group out.");
        assertThat(warnings(MODEL, "rename: {from: 'layers/dense_1/vars/*', to: 'layers/dense_7/vars/*', scope: path}"))
                .containsExactly("4:5: config.json has the layer 'head' at '/config/layers/2', whose weights Keras"
                        + " looks for in 'layers/dense_1'; they are in 'layers/dense_7' now, where it looks for none."
                        + " Rename them to 'layers/dense_1', or give config.json the layers that are wanted, in their"
                        + " order.");
    }

    @Test
    void momentsOfTheOldSizeAreTold() throws IOException {
        assertThat(warnings(
                        SPEAKERS,
                        "pad: {tensors: layers/embedding/vars/0, size: 14, init: zeros}",
                        "edit_file: {file: config.json, set: {'/config/layers/3/config/input_dim': 14}}"))
                .containsExactly("4:5: 2 variables of the optimizer still have the size that 'layers/embedding/vars/0'"
                        + " had, as 'optimizer/vars/6', and Keras loads no model with it. Name them in the step, or"
                        + " leave the optimizer out: " + NO_OPTIMIZER);
    }

    @Test
    void whatSaysNothingOfAChangeIsNotWarnedOf() throws IOException {
        assertThat(warnings(SPEAKERS, "drop: {tensors: 'optimizer/**'}", "cast: {tensors: '**', dtype: float16}"))
                .isEmpty();
    }

    @Test
    void everyByteOfAnArchiveIsVerifiedWhereverItMoved() throws IOException {
        Path yaml = Files.writeString(folder.resolve("edit.yaml"), """
                regraft: 1
                id: edit
                steps:
                  - edit_file: {file: config.json, set: {/config/name: a name that is quite long}}
                  - cast: {tensors: 'layers/dense/vars/0', dtype: float64}
                """);
        Path out = folder.resolve("out.keras");
        assertThat(Ended.run("migrate", SPEAKERS.toString(), "-m", yaml.toString(), "-o", out.toString())
                        .code())
                .isZero();
        Ended whole = Ended.run("verify", out.toString(), "--source", SPEAKERS.toString());
        assertThat(whole.code()).as(whole.printed()).isZero();
        assertThat(whole.printed()).containsPattern("agrees: every byte outside of [0-9]+ patches, as in the source");

        Matcher moved = Pattern.compile("\\[(\\d+), (\\d+), \\d+]")
                .matcher(Files.readString(folder.resolve("out.keras.regraft.json")));
        assertThat(moved.find()).isTrue();
        long at = Long.parseLong(moved.group(1)) + Long.parseLong(moved.group(2)) - 1;
        byte[] bytes = Files.readAllBytes(out);
        bytes[(int) at] ^= 1;
        Files.write(out, bytes);
        Ended flipped = Ended.run("verify", out.toString(), "--source", SPEAKERS.toString());
        assertThat(flipped.code()).isEqualTo(1);
        assertThat(flipped.printed())
                .contains(String.format(
                        Locale.ROOT, "byte %,d is not the source's, and the manifest has no patch there", at));
    }

    @Test
    void aConfigurationIsEditedWithTheWeightsOrAlone() throws IOException {
        for (String weights : List.of("", "  - cast: {tensors: 'layers/dense/vars/*', dtype: float64}\n")) {
            Path yaml = Files.writeString(
                    folder.resolve("edit.yaml"),
                    "regraft: 1\nid: edit" + weights.length() + "\nsteps:\n" + weights
                            + "  - edit_file: {file: config.json, set: {/config/name: a name that is quite long}}\n"
                            + "  - edit_file: {file: metadata.json, set: {/note: 1}}\n");
            Path out = folder.resolve("out" + weights.length() + ".keras");
            Ended ended = Ended.run("migrate", SPEAKERS.toString(), "-m", yaml.toString(), "-o", out.toString());
            assertThat(ended.code()).as(ended.printed()).isZero();
            assertThat(ended.printed()).contains("  edited  config.json").contains("  edited  metadata.json");
            try (ZipFile before = new ZipFile(SPEAKERS.toFile());
                    ZipFile after = new ZipFile(out.toFile())) {
                assertThat(after.stream().map(ZipEntry::getName))
                        .containsExactlyElementsOf(
                                before.stream().map(ZipEntry::getName).toList());
                assertThat(content(after, "config.json"))
                        .isEqualTo(content(before, "config.json")
                                .replace("\"name\": \"speakers\"", "\"name\": \"a name that is quite long\""));
                assertThat(content(after, "metadata.json")).contains("\"note\": 1}");
                assertThat(content(after, "model.weights.h5").equals(content(before, "model.weights.h5")))
                        .isEqualTo(weights.isEmpty());
            }
            assertThat(Ended.run("verify", out.toString(), "--source", SPEAKERS.toString())
                            .code())
                    .isZero();
        }
    }

    private static String content(ZipFile zip, String name) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theWeightsAreNoFileToEdit() throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("edit.yaml"),
                "regraft: 1\nid: e\nsteps:\n  - edit_file: {file: model.weights.h5, set: {/a: 1}}\n");
        Ended ended = Ended.run("plan", SPEAKERS.toString(), "-m", yaml.toString());
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.printed())
                .contains("there is no file 'model.weights.h5' in " + SPEAKERS)
                .contains("There is metadata.json, config.json.");
    }
}
