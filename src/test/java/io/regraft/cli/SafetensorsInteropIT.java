package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Formats;
import io.regraft.format.Materialised;
import io.regraft.format.Revision;
import io.regraft.format.safetensors.SafetensorsFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The library of safetensors reads what was written, and finds what no rule named unchanged. */
class SafetensorsInteropIT {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/safetensors");

    @TempDir
    static Path folder;

    private static Torch python;

    @BeforeAll
    static void start() throws IOException {
        python = new Torch();
    }

    @AfterAll
    static void stop() throws IOException {
        python.close();
    }

    static List<Path> fixtures() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String library : List.of("safetensors-0.8.0", "by-hand")) {
            try (Stream<Path> files = Files.list(GOLDEN.resolve(library))) {
                files.filter(f -> f.toString().endsWith(".safetensors"))
                        .sorted()
                        .forEach(found::add);
            }
        }
        assertThat(found).hasSizeGreaterThan(15);
        return found;
    }

    /** The library's own, but for those whose metadata it writes in another order each time. */
    static List<Path> canonical() throws IOException {
        return fixtures().stream()
                .filter(f -> f.getParent().endsWith("safetensors-0.8.0") && !f.endsWith("metadata.safetensors"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void eachTensorRenamedDroppedOrCutLeavesTheRest(Path file) throws IOException {
        for (Tensor t : tensors(file)) {
            String name = t.name().text();
            String key = t.name().key();
            String quoted = "'" + name.replace("'", "''") + "'";
            if (key.isEmpty() || key.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
                continue; // Names that YAML can't spell between single quotes.
            }
            agree(file, "rename: {from: " + quoted + ", to: new.name}", "--renamed", key, "new.name");
            if (tensors(file).size() > 1) {
                agree(file, "drop: {tensors: " + quoted + "}", "--dropped", key);
            }
            boolean hasRows = t.view().isPresent()
                    && t.type().shape().rank() > 0
                    && t.type().shape().extent(0) > 1
                    && t.type().bytes() > 0
                    && (t.type().shape().rank() > 1 || !t.type().dtype().label().contains("_x"));
            if (hasRows) {
                agree(file, "truncate: {tensors: " + quoted + ", size: 1}", "--rows", key, "1");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("canonical")
    void canonicalBytesAreThoseOfTheLibrary(Path file) throws IOException {
        Path output = folder.resolve("canonical.safetensors");
        try (Checkpoint source = Formats.open(file)) {
            Revision all = Revision.unchanged(source);
            Files.write(output, Materialised.of(new SafetensorsFormat().assembleCanonical(all), Map.of()));
        }
        assertThat(python.objection("safetensors_check", List.of("canonical", output.toString())))
                .isEmpty();
    }

    private static List<Tensor> tensors(Path file) throws IOException {
        try (Checkpoint c = Formats.open(file)) {
            return c.tensors();
        }
    }

    private static void agree(Path file, String step, String... changed) throws IOException {
        Path yaml = Files.writeString(folder.resolve("m.yaml"), "regraft: 1\nid: m\nsteps:\n  - " + step + "\n");
        Path output = folder.resolve("out.safetensors");
        assertThat(run("migrate", file.toString(), "-m", yaml.toString(), "-o", output.toString(), "--overwrite"))
                .as(step)
                .isEmpty();
        assertThat(run("verify", output.toString(), "--source", file.toString()))
                .isEmpty();
        List<String> words = new ArrayList<>(List.of("same", file.toString(), output.toString()));
        words.addAll(List.of(changed));
        assertThat(python.objection("safetensors_check", words)).as(step).isEmpty();
    }

    /** What a command that failed printed; empty if it did not. */
    private static String run(String... words) {
        Ended ended = Ended.run(words);
        return ended.code() == 0 ? "" : ended.code() + ": " + ended.printed();
    }
}
