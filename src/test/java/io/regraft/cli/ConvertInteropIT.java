package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.format.Format;
import io.regraft.format.Formats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The libraries of each format load what was converted, and would have written the same. */
class ConvertInteropIT {

    @TempDir
    static Path folder;

    private static Torch torch;

    @BeforeAll
    static void start() throws IOException {
        torch = new Torch();
    }

    @AfterAll
    static void stop() throws IOException {
        torch.close();
    }

    /** Those that torch can load, or name the tensors of: an exported program it loads otherwise. */
    static List<Path> fixtures() throws IOException {
        return ConvertTest.fixtures().stream()
                .filter(f -> !f.toString().endsWith(".pt2"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void theLibraryFindsTheSourcesTensorsAndWritesTheSameFile(Path file) throws IOException {
        for (Format format : Formats.composing()) {
            Path output = folder.resolve(file.getParent().getFileName() + "-" + file.getFileName() + "." + format.id());
            if (convert(file, format, output) != 0) {
                continue;
            }
            assertThat(torch.objection("convert", List.of(file.toString(), output.toString())))
                    .as(format.id())
                    .isEmpty();
            if (format.id().equals("pytorch")) {
                assertThat(torch.objection("layout", List.of(output.toString())))
                        .isEmpty();
            }
        }
    }

    private static int convert(Path file, Format format, Path output) {
        return Ended.run("convert", file.toString(), "--lossy", "--to", format.id(), "-o", output.toString())
                .code();
    }
}
