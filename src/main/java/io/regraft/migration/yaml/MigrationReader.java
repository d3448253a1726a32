package io.regraft.migration.yaml;

import io.regraft.migration.DataText;
import io.regraft.migration.Migration;
import io.regraft.migration.Node;
import io.regraft.migration.Reading;
import io.regraft.migration.RuleType;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads migration files. */
public final class MigrationReader {

    /** Size in bytes beyond which a migration is refused: 100,000 labels or pairs of ids in it take less than half. */
    static final long LIMIT = 8L << 20;

    private final List<RuleType> rules;

    public MigrationReader(List<RuleType> rules) {
        this.rules = List.copyOf(rules);
    }

    /** A migration, and which of the given variables it declares. */
    public record Result(Migration migration, Set<String> usedVars) {
        public Result {
            usedVars = Set.copyOf(usedVars);
        }
    }

    /**
     * Reads a migration.
     *
     * @param vars the values that {@code --var} gives, as typed; those that the file does not declare are left
     * @throws io.regraft.problem.RegraftException with every problem of the file
     */
    public Result read(Path file, Map<String, String> vars) {
        WrongFile.requireText(file);
        DataText text = DataText.read(file, LIMIT, new Where.InFile(file.toString()));
        Reading reading = new Reading((t, r) -> new YamlNodes(t, r).read());
        Optional<Node> root = new YamlNodes(text, reading).read();
        if (root.isEmpty()) {
            reading.finish();
        }
        Node.Mapping top = requireMigration(file, root.orElseThrow(), reading);
        GivenVariables given = new GivenVariables(vars, file.getFileSystem().getPath(""));
        Migration migration = new MigrationFile(file, rules, reading, given).read(top);
        return new Result(migration, given.used());
    }

    private static Node.Mapping requireMigration(Path file, Node root, Reading reading) {
        if (root instanceof Node.Mapping top && top.get("regraft").isPresent()) {
            return top;
        }
        reading.finish();
        boolean spec = root instanceof Node.Mapping m && m.get("tensors").isPresent();
        String fix = spec
                ? "It looks like a spec of names and shapes: name it in a migration as target: {file: "
                        + file.getFileName() + "}."
                : "A migration begins with regraft: 1, id: NAME and steps: [].";
        throw new Problem(
                        Kind.MIGRATION,
                        root.at(),
                        root instanceof Node.Mapping
                                ? "expected a migration, found a map without 'regraft'"
                                : "expected a migration, found " + root.describe(),
                        fix)
                .asException();
    }
}
