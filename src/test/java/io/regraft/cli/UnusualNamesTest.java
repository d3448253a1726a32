package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unusual names are names: as long as a file system takes them (255 bytes), or with an @ in front. */
class UnusualNamesTest {

    private static final String SOURCE = "src/test/resources/golden/pytorch/torch-2.13.0/01-state-dict-metadata.pt";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Path migration;

    @BeforeEach
    void write() throws IOException {
        migration = Files.writeString(
                folder.resolve("fix.yaml"),
                "regraft: 1\nid: fix\nsteps:\n  - truncate: {tensors: head.weight, size: 1}\n");
    }

    private int migrate(Path output, Path manifest) {
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return Regraft.run(
                new Terminal(stream, stream, false, false),
                "migrate",
                SOURCE,
                "-m",
                migration.toString(),
                "-o",
                output.toString(),
                "--manifest",
                manifest.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 215, 228, 255})
    void everyLengthIsWritten(int length) throws IOException {
        Path output = folder.resolve("x".repeat(length));
        Path manifest = folder.resolve("m".repeat(length));

        assertThat(migrate(output, manifest)).isZero();

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(manifest, migration, output);
        }
    }

    @Test
    void longerOnesAreRefusedAtOnce() {
        Path output = folder.resolve("x".repeat(256));

        assertThat(migrate(output, folder.resolve("m"))).isEqualTo(2);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo("-o " + output + ": the file system takes no name as long. Name a shorter one.\n");
    }

    @Test
    void anAtSignBeforeTheNameOfAFileIsPartOfTheName() {
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);

        assertThat(Regraft.run(new Terminal(stream, stream, false, false), "inspect", "@" + migration))
                .isEqualTo(6);

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo("@" + migration + ": there is no such file. Look at the name and the folder you are in.\n");
    }
}
