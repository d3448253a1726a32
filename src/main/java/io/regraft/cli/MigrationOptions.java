package io.regraft.cli;

import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.problem.Kind;
import io.regraft.problem.NearestName;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which migrations, with which variables. */
final class MigrationOptions {

    @Option(
            names = {"-m", "--migration"},
            required = true,
            paramLabel = "MIGRATION",
            description = "A migration (YAML). Several are composed into one pass, in the order given.")
    private final List<Path> files = new ArrayList<>();

    @Option(
            names = "--var",
            paramLabel = "K=V",
            description = "Sets a variable of the migrations that declare it; V is a YAML value, or for a variable"
                    + " that is a file, a path.")
    private final List<String> vars = new ArrayList<>();

    /** Reads all of them. */
    List<Migration> read() {
        Map<String, String> values = values();
        MigrationReader reader = new MigrationReader(Rules.ALL);
        List<Migration> migrations = new ArrayList<>();
        Set<String> used = new HashSet<>();
        Set<String> ids = new HashSet<>();
        Set<String> declared = new LinkedHashSet<>();
        for (Path file : files) {
            MigrationReader.Result result = reader.read(file, values);
            used.addAll(result.usedVars());
            declared.addAll(result.migration().vars().keySet());
            migrations.add(result.migration());
            if (!ids.add(result.migration().id())) {
                throw new Problem(
                                Kind.USAGE,
                                new Where.OnCommandLine("-m " + file),
                                "the id '" + result.migration().id() + "' is given twice",
                                "A migration is applied once; leave one of them out.")
                        .asException();
            }
        }
        for (String name : values.keySet()) {
            if (!used.contains(name)) {
                String nearest = NearestName.of(name, declared)
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse("");
                throw new Problem(
                                Kind.USAGE,
                                new Where.OnCommandLine("--var " + name),
                                "no migration declares the variable '" + name + "'" + nearest,
                                declared.isEmpty()
                                        ? "They declare none."
                                        : "They declare: " + String.join(", ", declared) + ".")
                        .asException();
            }
        }
        return migrations;
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String var : vars) {
            int equals = var.indexOf('=');
            if (equals < 1) {
                throw new Problem(
                                Kind.USAGE,
                                new Where.OnCommandLine("--var " + var),
                                "expected K=V, found '" + var + "'",
                                "For example: --var size=2014")
                        .asException();
            }
            if (values.put(var.substring(0, equals), var.substring(equals + 1)) != null) {
                throw new Problem(
                                Kind.USAGE,
                                new Where.OnCommandLine("--var " + var),
                                "the variable '" + var.substring(0, equals) + "' is given twice",
                                "Give it once.")
                        .asException();
            }
        }
        return values;
    }
}
