package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed leaves no output or the whole one, and the next run works. */
class CrashIT {

    private static final int KILLS = 20;

    @TempDir
    Path folder;

    @Test
    void killedAtAnyInstantItLeavesNothingOrAll() throws Exception {
        Path source = large();
        Files.writeString(folder.resolve("cut.yaml"), """
                regraft: 1
                id: cut
                steps:
                  - truncate: {tensors: big, size: 70001}
                """);
        long begun = System.nanoTime();
        assertThat(Processes.run(folder, "migrate", "big.pt", "-m", "cut.yaml", "-o", "whole.pt")
                        .code())
                .isZero();
        long wholeRun = System.nanoTime() - begun;
        byte[] sourceBytes = Files.readAllBytes(source);

        Random random = new Random(20);
        int withoutOutput = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path output = folder.resolve("out.pt");
            Process p = Processes.start(folder, List.of("migrate", "big.pt", "-m", "cut.yaml", "-o", "out.pt"));
            Thread.sleep(random.nextLong(wholeRun / 1_000_000));
            p.destroyForcibly().waitFor();
            if (Files.exists(output)) {
                assertThat(Files.mismatch(output, folder.resolve("whole.pt"))).isEqualTo(-1);
                Files.delete(output);
            } else {
                withoutOutput++;
            }
            Files.deleteIfExists(folder.resolve("out.pt.regraft.json"));
        }
        assertThat(withoutOutput).isPositive();
        assertThat(Files.readAllBytes(source)).isEqualTo(sourceBytes);

        assertThat(Processes.run(folder, "migrate", "big.pt", "-m", "cut.yaml", "-o", "out.pt")
                        .code())
                .isZero();
        assertThat(Files.mismatch(folder.resolve("out.pt"), folder.resolve("whole.pt")))
                .isEqualTo(-1);
        assertThat(names())
                .containsExactly(
                        "big.pt",
                        "big.pt.regraft.json",
                        "cut.yaml",
                        "grow.yaml",
                        "out.pt",
                        "out.pt.regraft.json",
                        "small.pt",
                        "whole.pt",
                        "whole.pt.regraft.json");
    }

    @Test
    void aFolderIsThereWholeOrNotAtAll() throws Exception {
        large();
        assertThat(Processes.run(
                                folder,
                                "convert",
                                "big.pt",
                                "--to",
                                "safetensors",
                                "--lossy",
                                "--shard-size",
                                "60MB",
                                "-o",
                                "shards")
                        .code())
                .isZero();
        Files.writeString(folder.resolve("cast.yaml"), """
                regraft: 1
                id: cast
                steps:
                  - cast: {tensors: big, dtype: bfloat16}
                """);
        List<String> command = List.of("migrate", "shards", "-m", "cast.yaml", "-o");
        long begun = System.nanoTime();
        assertThat(Processes.run(folder, with(command, "whole")).code()).isZero();
        long wholeRun = System.nanoTime() - begun;
        Map<String, Long> before = checksums(folder.resolve("shards"));
        Map<String, Long> whole = checksums(folder.resolve("whole"));

        Random random = new Random(20);
        int withoutOutput = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process p = Processes.start(folder, List.of(with(command, "out")));
            Thread.sleep(random.nextLong(wholeRun / 1_000_000));
            p.destroyForcibly().waitFor();
            if (Files.exists(folder.resolve("out"))) {
                assertThat(checksums(folder.resolve("out"))).isEqualTo(whole);
                delete(folder.resolve("out"));
            } else {
                withoutOutput++;
            }
            Files.deleteIfExists(folder.resolve("out.regraft.json"));
        }
        assertThat(withoutOutput).isPositive();
        assertThat(checksums(folder.resolve("shards"))).isEqualTo(before);

        assertThat(Processes.run(folder, with(command, "out")).code()).isZero();
        assertThat(checksums(folder.resolve("out"))).isEqualTo(whole);
        assertThat(names())
                .filteredOn(n -> n.startsWith(".") || n.startsWith("out"))
                .containsExactly("out", "out.regraft.json");
    }

    private static String[] with(List<String> command, String output) {
        return Stream.concat(command.stream(), Stream.of(output)).toArray(String[]::new);
    }

    private static Map<String, Long> checksums(Path files) throws IOException {
        Map<String, Long> sums = new TreeMap<>();
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.toList()) {
                CRC32 sum = new CRC32();
                sum.update(Files.readAllBytes(file));
                sums.put(file.getFileName().toString(), sum.getValue());
            }
        }
        return sums;
    }

    private static void delete(Path files) throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(files);
    }

    /** A checkpoint of some 290 MB, grown from a small one. */
    private Path large() throws IOException, InterruptedException {
        Files.copy(
                Path.of("src/test/resources/golden/pytorch/torch-2.13.0/01-state-dict-metadata.pt"),
                folder.resolve("small.pt"));
        Files.writeString(folder.resolve("grow.yaml"), """
                regraft: 1
                id: grow
                steps:
                  - create: {name: big, dtype: float32, shape: [70002, 1024], init: {constant: 0.25}}
                """);
        Processes.Ended grown =
                Processes.run(folder, "migrate", "small.pt", "-m", "grow.yaml", "-o", "big.pt", "--digests", "none");
        assertThat(grown.code()).as(grown.err()).isZero();
        return folder.resolve("big.pt");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
