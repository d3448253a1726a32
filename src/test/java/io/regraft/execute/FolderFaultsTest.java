package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.format.Formats;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestReader;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The n-th operation on the disk fails, for n = 1, 2, …, until a run succeeds: the folder is absent or whole. */
class FolderFaultsTest {

    private static final Path SOURCE = Path.of("samples/llama/model");
    private static final Path MIGRATION = Path.of("migrations/llama/grow-vocabulary.yaml");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(DigestMode.class)
    void theFolderIsAbsentOrWholeWhicheverOperationFails(DigestMode mode) throws IOException {
        Map<String, String> source = contents(SOURCE);
        Path reference = Files.createDirectory(folder.resolve("reference")).resolve("model");
        run(new FileDisk(), reference, mode);
        Map<String, String> whole = contents(reference);
        assertThat(whole).isNotEqualTo(source).containsOnlyKeys(source.keySet());

        int failures = 0;
        for (boolean succeeded = false; !succeeded; failures++) {
            assertThat(failures).isLessThan(1_000);
            Path output =
                    Files.createDirectory(folder.resolve("run" + failures)).resolve("model");
            try {
                run(new FailingDisk(failures), output, mode);
                succeeded = true;
            } catch (IOException e) {
                assertThat(e).hasMessage("the device is gone");
            }
            if (!Files.exists(output)) {
                run(new FileDisk(), output, mode);
                assertThat(names(output.getParent())).containsExactly("model", "model.regraft.json");
            }
            assertThat(contents(output)).isEqualTo(whole);
            assertThat(ManifestReader.read(Manifest.besides(output)).output().files())
                    .hasSize(whole.size());
            assertThat(contents(SOURCE)).isEqualTo(source);
        }
        assertThat(failures).isGreaterThan(2 * whole.size());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static void run(Disk disk, Path output, DigestMode mode) throws IOException {
        Request request =
                new Request(SOURCE, output, Manifest.besides(output), false, mode, false, false, 2, 256 << 10);
        Migration migration =
                new MigrationReader(Rules.ALL).read(MIGRATION, Map.of()).migration();
        try (Checkpoint source = Formats.open(SOURCE)) {
            new Executor(disk, Progress.SILENT, "test").run(Planner.plan(source, List.of(migration)), request);
        }
    }
}
