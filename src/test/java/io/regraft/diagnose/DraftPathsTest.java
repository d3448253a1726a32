package io.regraft.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.diagnose.cause.Causes;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paths in a draft count from the draft, wherever it is written and run. */
class DraftPathsTest {

    @TempDir(factory = InBuildFolder.class)
    Path folder;

    /** The folder as a person names it from the current one. */
    private Path relative;

    @BeforeEach
    void write() throws IOException {
        relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
        Files.writeString(relative.resolve("old.txt"), "a\nb\nc\n");
        Files.writeString(relative.resolve("new.txt"), "a\nb\n");
        Files.writeString(
                relative.resolve("spec.json"),
                "{\"tensors\": {\"spk.weight\": {\"dtype\": \"float32\", \"shape\": [2, 4]}}}");
    }

    private String draft(Path at) throws IOException {
        Checkpoint checkpoint = Checked.checkpoint("spk.weight [3, 4]");
        Target target = Target.of(relative.resolve("spec.json").toString(), Checked.spec("spk.weight [2, 4]"));
        return new Diagnoser(Causes.all(LabelFiles.in(List.of(relative))), at, Set.of())
                .diagnose(checkpoint, Placement.found(checkpoint, List.of(target)))
                .migration()
                .orElseThrow();
    }

    @Test
    void aDraftInAnotherFolderFindsItsFiles() throws IOException {
        Path sub = Files.createDirectory(relative.resolve("sub"));
        Path file = Files.writeString(sub.resolve("mend.yaml"), draft(sub));

        Migration migration = new MigrationReader(Rules.ALL)
                .read(file.toAbsolutePath(), Map.of())
                .migration();

        assertThat(migration.reads())
                .extracting(p -> p.toRealPath())
                .containsExactlyInAnyOrder(
                        file.toRealPath(),
                        relative.resolve("old.txt").toRealPath(),
                        relative.resolve("new.txt").toRealPath(),
                        relative.resolve("spec.json").toRealPath());
        assertThat(Files.readString(file)).contains("{file: '../old.txt'}", "{file: '../spec.json'}");
    }

    @Test
    void aDraftBesideThemNamesThemBare() throws IOException {
        assertThat(draft(relative)).contains("{file: old.txt}", "{file: new.txt}", "target: {file: spec.json}");
    }

    @Test
    void aFileFoundByItsNumberOfLinesIsCalledAGuess() throws IOException {
        assertThat(draft(relative).replaceAll("\\s+#? *", " "))
                .contains("REVIEW: old.txt and new.txt are a guess: nothing but their number of lines says that");
    }
}
