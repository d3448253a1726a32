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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The n-th operation on the disk fails, for n = 1, 2, …, until a run succeeds: the output is absent or whole. */
class FaultsTest {

    private static final Path SOURCE = Path.of("samples/emotivoice/g_00140000");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(DigestMode.class)
    void theOutputIsAbsentOrWholeWhicheverOperationFails(DigestMode mode) throws IOException {
        everyOperationFailsOnce(mode, true);
    }

    @Test
    void withoutOverwriteTooAndNoManifestIsLeftInTheWay() throws IOException {
        everyOperationFailsOnce(DigestMode.FILES, false);
    }

    private void everyOperationFailsOnce(DigestMode mode, boolean overwrite) throws IOException {
        byte[] source = Files.readAllBytes(SOURCE);
        Migration migration = new MigrationReader(Rules.ALL)
                .read(Path.of("migrations/emotivoice/back-to-stock.yaml"), Map.of())
                .migration();
        Path reference = folder.resolve("reference/g");
        Files.createDirectories(reference.getParent());
        run(new FileDisk(), migration, reference, mode, overwrite);
        byte[] whole = Files.readAllBytes(reference);

        boolean succeeded = false;
        for (int n = 0; !succeeded; n++) {
            assertThat(n).isLessThan(1_000);
            Path output = Files.createDirectory(folder.resolve("run" + n)).resolve("g");
            try {
                run(new FailingDisk(n), migration, output, mode, overwrite);
                succeeded = true;
            } catch (IOException e) {
                assertThat(e).hasMessage("the device is gone");
            }
            if (Files.exists(output)) {
                assertThat(Arrays.equals(Files.readAllBytes(output), whole)).isTrue();
                Manifest manifest = ManifestReader.read(Manifest.besides(output));
                assertThat(manifest.output().bytes()).isEqualTo(whole.length);
            }
            assertThat(Arrays.equals(Files.readAllBytes(SOURCE), source)).isTrue();
            if (!succeeded) {
                run(new FileDisk(), migration, output, mode, overwrite || Files.exists(output));
                assertThat(Arrays.equals(Files.readAllBytes(output), whole)).isTrue();
                assertThat(names(output.getParent())).containsExactly("g", "g.regraft.json");
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static void run(Disk disk, Migration migration, Path output, DigestMode mode, boolean overwrite)
            throws IOException {
        Request request =
                new Request(SOURCE, output, Manifest.besides(output), overwrite, mode, false, false, 2, 256 << 10);
        try (Checkpoint source = Formats.open(SOURCE)) {
            Executor.checkTargets(request, false, source, List.of(migration));
            new Executor(disk, Progress.SILENT, "test").run(Planner.plan(source, List.of(migration)), request);
        }
    }
}
