package io.regraft.migration.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.RuleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed reference is what the rules say. */
class ReferenceTest {

    private static final String COMMAND = "mvn -q test -Dtest=ReferenceTest -Dregenerate=true";
    private static final Path FOLDER = Path.of("docs", "rules");
    private static final Path README = Path.of("README.md");

    static List<RuleType> rules() {
        return Rules.ALL;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aPageOfTheReferenceIsWhatItsRuleSays(RuleType rule) throws IOException {
        Path page = FOLDER.resolve(rule.name() + ".md");
        check(page, RuleReference.renewed(rule, read(page)));
    }

    @Test
    void theListOfRulesIsWhatTheRegistrySays() throws IOException {
        check(FOLDER.resolve("README.md"), "# Rules\n\n" + RuleReference.table(Rules.ALL, ""));
    }

    @Test
    void theTableInTheReadmeIsWhatTheRegistrySays() throws IOException {
        check(
                README,
                RuleReference.withTable(read(README).orElseThrow(), RuleReference.table(Rules.ALL, "docs/rules/")));
    }

    @Test
    void everyPageHasARule() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .allMatch(f -> List.of("README.md", "init.md").contains(f)
                            || Rules.ALL.stream().anyMatch(r -> f.equals(r.name() + ".md")));
        }
    }

    private static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, expected);
        }
        assertThat(read(file)).as("%s is out of date: %s", file, COMMAND).contains(expected);
    }

    private static Optional<String> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }
}
