package io.regraft.migration.yaml;

import io.regraft.migration.Migration;
import io.regraft.migration.RuleType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads migration files. */
public final class MigrationReader {

    private final List<RuleType> rules;

    public MigrationReader(List<RuleType> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads a migration.
     *
     * @param vars the values that {@code --var} gives, as typed
     * @throws io.regraft.problem.RegraftException with every problem of the file
     */
    public Result read(Path file, Map<String, String> vars) {
        throw new UnsupportedOperationException(file + " " + vars + " " + rules);
    }

    /** A migration, and which of the given variables it declares. */
    public record Result(Migration migration, Set<String> usedVars) {}
}
