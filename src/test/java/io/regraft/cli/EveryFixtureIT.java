package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fixture, whole and hostile, through the commands: no steps give the same bytes, steps give the same bytes at any
 * block size and number of threads, results verify, and what is refused is refused in one line with nothing written.
 */
class EveryFixtureIT {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** Its only tensor lies in a stream that can't be inflated: kept by a copy, refused when it is read. */
    private static final String NOT_INFLATABLE = "deflate-garbage.pt";

    @TempDir
    Path folder;

    static List<Path> fixtures() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String library : List.of(
                "pytorch/torch-2.13.0",
                "pytorch/torch-1.13",
                "pytorch/hostile",
                "safetensors/safetensors-0.8.0",
                "safetensors/by-hand")) {
            try (Stream<Path> files = Files.list(GOLDEN.resolve(library))) {
                files.filter(Files::isRegularFile)
                        .filter(f ->
                                !f.toString().endsWith(".json") && !f.toString().endsWith(".py"))
                        .sorted()
                        .forEach(found::add);
            }
        }
        assertThat(found).hasSizeGreaterThan(300);
        return found;
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void isUntouchedByNoStepsAndTheSameAtAnyBlockSize(Path file) throws IOException {
        byte[] before = Files.readAllBytes(file);
        Ended read = Ended.run("inspect", file.toString());
        if (through(file, "empty", "[]").code() == 0 && read.code() == 0) {
            assertThat(Files.mismatch(folder.resolve("empty.pt"), file)).isEqualTo(-1);
        }
        through(file, "rename", "[{rename: {from: '**', to: 'x.**'}}]");
        through(file, "cast", "[{cast: {tensors: '**', dtype: float16, overflow: inf}}]");
        through(file, "resize", "[{resize: {tensors: '**', size: 5, init: zeros}}]");
        assertThat(Arrays.equals(Files.readAllBytes(file), before)).isTrue();
    }

    private Ended through(Path file, String id, String steps) throws IOException {
        Path migration =
                Files.writeString(folder.resolve(id + ".yaml"), "regraft: 1\nid: " + id + "\nsteps: " + steps + "\n");
        Path first = folder.resolve(id + ".pt");
        Ended ended = Ended.run("migrate", file.toString(), "-m", migration.toString(), "-o", first.toString());
        if (ended.code() != 0) {
            assertThat(ended.code()).isBetween(2, 6);
            assertThat(ended.printed().lines()).as("one line").hasSize(1);
            assertThat(first).doesNotExist();
            return ended;
        }
        if (!file.endsWith(NOT_INFLATABLE)) {
            assertThat(Ended.run("verify", first.toString(), "--source", file.toString()))
                    .extracting(Ended::code)
                    .isEqualTo(0);
            Path second = folder.resolve(id + "-again.pt");
            Ended again = Ended.run(
                    "migrate",
                    file.toString(),
                    "-m",
                    migration.toString(),
                    "-o",
                    second.toString(),
                    "--threads",
                    "1",
                    "--block-size",
                    "4096",
                    "--digests",
                    "tensors");
            assertThat(again.code()).as(again.printed()).isZero();
            assertThat(Files.mismatch(first, second)).isEqualTo(-1);
            assertThat(Ended.run("verify", second.toString()).code()).isZero();
        }
        return ended;
    }
}
