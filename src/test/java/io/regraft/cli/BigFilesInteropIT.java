package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files beyond the limits of plain zip: over 4 GiB, and over 65,535 records. */
class BigFilesInteropIT {

    /** Rows of the large table, as big.py makes it. */
    private static final long ROWS = (1L << 20) + 8;

    @TempDir
    Path folder;

    @Test
    void aSmallTensorBehindFourGigabytesIsCut() throws Exception {
        Path source = made("over4gib");
        Path output = migrated(source, "truncate: {tensors: small, size: 2}");
        try (Torch torch = new Torch()) {
            assertThat(torch.objectionToRows(source, output, "small", List.of(0L, 1L)))
                    .isEmpty();
            assertThat(torch.objection("compare", List.of(source.toString(), output.toString(), "--changed", "small")))
                    .isEmpty();
        }
        assertThat(Processes.run(folder, "verify", "out.pt", "--source", "over4gib.pt")
                        .code())
                .isZero();
    }

    @Test
    void rowsOfATableOverFourGigabytesAreDropped() throws Exception {
        Path source = made("over4gib");
        Path output = migrated(source, "truncate: {tensors: emb.weight, size: %d}".formatted(ROWS - 1));
        try (Torch torch = new Torch()) {
            assertThat(torch.objectionToRows(
                            source,
                            output,
                            "small",
                            LongStream.range(0, 3).boxed().toList()))
                    .isEmpty();
        }
    }

    @Test
    void oneOfManyRecordsIsDropped() throws Exception {
        Path source = made("manyentries");
        String name = "layer.0";
        Path output = migrated(source, "drop: {tensors: '%s'}".formatted(name));
        try (Torch torch = new Torch()) {
            assertThat(torch.objection("layout", List.of(output.toString()))).isEmpty();
            assertThat(torch.objection("compare", List.of(source.toString(), output.toString(), "--dropped", name)))
                    .isEmpty();
        }
    }

    private Path made(String kind) throws IOException, InterruptedException {
        Path file = folder.resolve(kind + ".pt");
        Process p = new ProcessBuilder(
                        System.getProperty("regraft.python", ".venv/bin/python"),
                        "src/test/python/interop/big.py",
                        file.toString(),
                        "--kind",
                        kind)
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor()).as(said).isZero();
        return file;
    }

    private Path migrated(Path source, String step) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("m.yaml"), "regraft: 1\nid: m\nsteps:\n  - " + step + "\n");
        Processes.Ended ended =
                Processes.run(folder, "migrate", source.getFileName().toString(), "-m", "m.yaml", "-o", "out.pt");
        assertThat(ended.code()).as(ended.err()).isZero();
        return folder.resolve("out.pt");
    }
}
