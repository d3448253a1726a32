package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keras loads what was migrated or converted, and says of kept rows what it said before. */
class KerasInteropIT {

    private static final Path SHARDS = Path.of("src/test/resources/golden/hdf5/keras/shards");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/hdf5/tf-keras-2.21.0");

    @TempDir
    Path folder;

    static Stream<KerasPages.Page> pages() {
        return KerasPages.all().stream();
    }

    /** Without the one that is of names of Keras 3 alone. */
    static Stream<KerasPages.Page> pagesOfKeras2() {
        return pages().filter(page -> !page.id().equals("keras-3-names"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void kerasFailsAsAPageSaysAndLoadsWhatItsMigrationMakes(KerasPages.Page page) throws Exception {
        KerasPages.Migrated files = KerasPages.migrate(page, folder);
        keras3("pages.py", arguments(page, files));
    }

    /** The environment of TensorFlow is large, and one of its own: see src/test/python/hdf5/setup-keras2.sh. */
    @ParameterizedTest
    @MethodSource("pagesOfKeras2")
    void keras2LoadsItToo(KerasPages.Page page) throws Exception {
        Optional<String> python = Optional.ofNullable(System.getProperty("regraft.keras2.python"));
        assertThat(python.isPresent() || !Boolean.getBoolean("regraft.complete"))
                .as("-Dregraft.keras2.python names an environment of Keras 2")
                .isTrue();
        if (python.isEmpty()) {
            System.err.println(
                    "NOT TRIED: Keras 2 on " + page + "; -Dregraft.keras2.python names an environment of it.");
        }
        Assumptions.assumeTrue(python.isPresent(), "-Dregraft.keras2.python names no environment of Keras 2");
        KerasPages.Migrated files = KerasPages.migrate(page, folder);
        python(
                python.get(),
                Map.of("REGRAFT_KERAS", "2", "CUDA_VISIBLE_DEVICES", ""),
                "pages.py",
                arguments(page, files));
    }

    private static String[] arguments(KerasPages.Page page, KerasPages.Migrated files) {
        return new String[] {
            page.id(),
            KerasPages.DOCS.resolve(page.page()).toString(),
            files.before().toString(),
            files.after().toString(),
            GOLDEN.resolve(page.source()).toString()
        };
    }

    @Test
    void theSampleGrowsByTwoSpeakers() throws Exception {
        Path sample = Path.of("samples/keras/speakers.keras");
        Path grown = folder.resolve("speakers.keras");
        Ended.printedBy(
                "migrate", sample.toString(), "-m", "migrations/keras/grow-speakers.yaml", "-o", grown.toString());
        keras3(
                "keras_check.py",
                "sample",
                sample.toString(),
                grown.toString(),
                "samples/keras/speakers-12.txt",
                "samples/keras/speakers-14.txt");
    }

    @Test
    void shardsGrowTogether() throws Exception {
        Path yaml = Files.writeString(folder.resolve("grow.yaml"), """
                regraft: 1
                id: grow
                axes:
                  scores:
                    unlisted: ignore
                    members:
                      - {tensors: layers/dense_1/vars/0, axis: 1}
                      - {tensors: layers/dense_1/vars/1}
                      - {tensors: 'optimizer/vars/{6,7}', axis: 1}
                      - {tensors: 'optimizer/vars/{8,9}'}
                steps:
                  - pad: {axes: scores, size: 15, init: zeros}
                """);
        Path out = folder.resolve("out");
        Ended.printedBy("migrate", SHARDS.toString(), "-m", yaml.toString(), "-o", out.toString());
        keras3(
                "keras_check.py",
                "shards",
                SHARDS.resolve("model.weights.json").toString(),
                out.resolve("model.weights.json").toString(),
                "15");
    }

    @Test
    void shardsBecomeOneFile() throws Exception {
        Path out = folder.resolve("one.weights.h5");
        Ended.printedBy("convert", SHARDS.resolve("model.weights.json").toString(), "-o", out.toString());
        keras3("keras_check.py", "weights", SHARDS.resolve("model.weights.json").toString(), out.toString());
    }

    private static void keras3(String script, String... arguments) throws IOException, InterruptedException {
        python(System.getProperty("regraft.python", ".venv/bin/python"), Map.of(), script, arguments);
    }

    private static void python(String python, Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python, "src/test/python/hdf5/" + script));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).endsWith("ok\n");
    }
}
