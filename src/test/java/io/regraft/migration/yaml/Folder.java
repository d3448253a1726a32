package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Migration;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Files in memory, and migrations read from them with two rules that do nothing and keep what they were given. */
final class Folder {

    static final Key<?> FREE = Key.optional("tensors", Keys.selectors(), "Which.");

    private final FileSystem files = Jimfs.newFileSystem(Configuration.unix());

    private final List<RuleType> rules;

    /** A rule {@code probe} with these keys, and a row rule {@code rows}. */
    Folder(Key<?>... keys) {
        rules = List.of(
                RuleType.of("probe", "Keeps its values.")
                        .keys(keys)
                        .orList(Key.required("many", Keys.list(Keys.text()), "Some texts."))
                        .example("probe: {}")
                        .parsedBy(Probe::new),
                RuleType.of("rows", "Keeps its rows.")
                        .rows()
                        .example("rows: {tensors: emb.weight}")
                        .parsedBy(Probe::new));
    }

    /** A rule that does nothing. */
    record Probe(Values values) implements Rule {
        @Override
        public void apply(Step step, StateDict state) {}
    }

    List<RuleType> rules() {
        return rules;
    }

    Path path(String name) {
        return files.getPath(name);
    }

    Folder file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Folder file(String name, byte[] content) {
        try {
            Path path = files.getPath(name);
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            Files.write(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MigrationReader.Result result(String file, Map<String, String> vars) {
        return new MigrationReader(rules).read(path(file), vars);
    }

    Migration read(String yaml) {
        return file("fix.yaml", yaml).result("fix.yaml", Map.of()).migration();
    }

    /** The values of the only step, given as flow YAML. */
    Values probe(String body) {
        return values(read("regraft: 1\nid: fix\nsteps:\n  - probe: " + body + "\n"));
    }

    static Values values(Migration migration) {
        assertThat(migration.steps()).hasSize(1);
        return ((Probe) migration.steps().get(0).rule()).values();
    }

    /** The lines of all problems that reading {@code fix.yaml} meets. */
    List<String> problems(String yaml) {
        file("fix.yaml", yaml);
        return problemsOf("fix.yaml", Map.of());
    }

    List<String> problemsOf(String file, Map<String, String> vars) {
        try {
            result(file, vars);
            return new ArrayList<>();
        } catch (RegraftException e) {
            return e.problems().stream().map(Problem::line).toList();
        }
    }

    /** As {@link #problems} of a file whose only step, on line 4, is this one. */
    List<String> stepProblems(String step) {
        return problems("regraft: 1\nid: fix\nsteps:\n- " + step + "\n");
    }
}
