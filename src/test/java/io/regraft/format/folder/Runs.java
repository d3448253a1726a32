package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.execute.Executor;
import io.regraft.execute.FileDisk;
import io.regraft.execute.Progress;
import io.regraft.execute.Request;
import io.regraft.format.Formats;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.Manifest;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Migrations of folders, from the file of rules to the files on disk. */
final class Runs {

    private Runs() {}

    /** The folder that a migration of these steps makes of another. */
    static Path migrate(Path source, Path output, String... steps) throws IOException {
        StringBuilder yaml = new StringBuilder("regraft: 1\nid: run\nsteps:\n");
        for (String step : steps) {
            yaml.append("  - ").append(step).append('\n');
        }
        Path file = Files.writeString(output.resolveSibling(output.getFileName() + ".yaml"), yaml);
        return migrateBy(file, source, output);
    }

    /** The folder that a migration makes of another. */
    static Path migrateBy(Path file, Path source, Path output) throws IOException {
        try (Checkpoint c = Formats.open(source)) {
            Migration m = new MigrationReader(Rules.ALL).read(file, Map.of()).migration();
            Request request = new Request(
                    source, output, Manifest.besides(output), false, DigestMode.FILES, false, false, 2, 1 << 16);
            new Executor(new FileDisk(), Progress.SILENT, "test").run(Planner.plan(c, List.of(m)), request);
        }
        return output;
    }
}
