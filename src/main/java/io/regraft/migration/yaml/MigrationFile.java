package io.regraft.migration.yaml;

import io.regraft.migration.Checksum;
import io.regraft.migration.Guard;
import io.regraft.migration.Key;
import io.regraft.migration.KeyType;
import io.regraft.migration.Keys;
import io.regraft.migration.Labels;
import io.regraft.migration.Migration;
import io.regraft.migration.MigrationKeys;
import io.regraft.migration.Node;
import io.regraft.migration.Reading;
import io.regraft.migration.RuleType;
import io.regraft.migration.Step;
import io.regraft.migration.StepReader;
import io.regraft.migration.TargetFile;
import io.regraft.problem.NearestName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The top level of one migration file. */
final class MigrationFile {

    private static final List<String> TOP =
            List.of("regraft", "id", "description", "vars", "axes", "expect", "steps", "ensure", "target");
    /** In the order of a file; vars before what uses them. */
    private static final List<String> HASHED = List.of("axes", "expect", "steps", "ensure", "target");

    private static final Set<String> LATER = Set.of("donors", "repeatable");

    private final Path file;
    private final List<RuleType> rules;
    private final Reading reading;
    private final GivenVariables given;
    private final Variables variables;

    MigrationFile(Path file, List<RuleType> rules, Reading reading, GivenVariables given) {
        this.file = file;
        this.rules = rules;
        this.reading = reading;
        this.given = given;
        variables = new Variables(reading);
    }

    Migration read(Node.Mapping top) {
        top.entries().forEach(e -> requireKnown(e.key()));
        head(top, MigrationKeys.REGRAFT);
        Optional<String> id = head(top, MigrationKeys.ID);
        Optional<String> description = head(top, MigrationKeys.DESCRIPTION);
        top.get("vars").ifPresent(n -> variables.declare(n, given));
        Map<String, Node> parts = new LinkedHashMap<>();
        for (String key : HASHED) {
            top.get(key).flatMap(variables::put).ifPresent(n -> parts.put(key, n));
        }
        part(parts, "axes").ifPresent(n -> MigrationKeys.axes(n, reading));
        List<Guard> expect = guards(parts, "expect", MigrationKeys.EXPECT);
        Map<String, Labels> labelLists = labelLists();
        Optional<List<Step>> steps =
                part(parts, "steps").map(n -> new StepReader(id.orElse("?"), labelLists, rules, reading).read(n));
        List<Guard> ensure = guards(parts, "ensure", MigrationKeys.ENSURE);
        Optional<TargetFile> target =
                part(parts, "target").flatMap(n -> MigrationKeys.target(n).parse(n, reading));
        if (top.get("steps").isEmpty()) {
            reading.problem(top.at(), "the migration needs the key 'steps'", "For no steps write steps: [].");
        }
        reading.finish();
        return new Migration(
                file.toString(),
                id.orElseThrow(),
                description.orElse(""),
                vars(),
                labelLists,
                expect,
                steps.orElseThrow(),
                ensure,
                target,
                Checksum.of(id.orElseThrow(), parts, reading),
                reads(target));
    }

    private void requireKnown(Node.Scalar key) {
        if (TOP.contains(key.text())) {
            return;
        }
        String takes = "It takes " + String.join(", ", TOP) + ".";
        if (LATER.contains(key.text())) {
            reading.problem(key.at(), "'" + key.text() + "' is not in this release", takes);
            return;
        }
        boolean rule = rules.stream().anyMatch(r -> r.name().equals(key.text()));
        reading.problem(
                key.at(),
                "a migration has no key '" + key.text() + "'"
                        + NearestName.of(key.text(), TOP)
                                .map(n -> "; did you mean '" + n + "'?")
                                .orElse(""),
                rule ? "It is a rule: put it under steps, after a dash." : takes);
    }

    private <T> Optional<T> head(Node.Mapping top, Key<T> key) {
        Optional<Node> node = top.get(key.name());
        if (node.isEmpty() && key.required()) {
            reading.problem(top.at(), "the migration needs the key '" + key.name() + "'", key.description());
        }
        return node.flatMap(n -> key.type().parse(n, reading));
    }

    private static Optional<Node> part(Map<String, Node> parts, String key) {
        return Optional.ofNullable(parts.get(key));
    }

    private List<Guard> guards(Map<String, Node> parts, String key, KeyType<List<Guard>> type) {
        return part(parts, key).flatMap(n -> type.parse(n, reading)).orElse(List.of());
    }

    private Map<String, String> vars() {
        Map<String, String> vars = new LinkedHashMap<>();
        variables.values().forEach((n, v) -> vars.put(n, CompactYaml.of(v)));
        return vars;
    }

    private Set<Path> reads(Optional<TargetFile> target) {
        Set<Path> reads = reading.named();
        reads.add(file);
        target.ifPresent(t -> reads.add(t.file()));
        return reads;
    }

    /** The variables that are lists of labels; what else looks like one is none. */
    private Map<String, Labels> labelLists() {
        Map<String, Labels> lists = new LinkedHashMap<>();
        Reading aside = reading.aside();
        variables.values().forEach((n, v) -> {
            if (Keys.labels().fits(v)) {
                Keys.labels().parse(v, aside).ifPresent(l -> lists.put(n, l));
            }
        });
        return lists;
    }
}
