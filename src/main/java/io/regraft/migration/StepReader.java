package io.regraft.migration;

import io.regraft.problem.NearestName;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the steps of one migration. */
public final class StepReader {

    /** Rules that the language has and this release does not. */
    private static final Set<String> LATER = Set.of(
            "transpose",
            "reshape",
            "squeeze",
            "unsqueeze",
            "stack",
            "unstack",
            "concat",
            "split",
            "interpolate",
            "fold_weight_norm",
            "unfold_weight_norm",
            "renumber",
            "permute_heads",
            "fill",
            "scale",
            "combine",
            "blend",
            "merge_lora",
            "dequantize",
            "graft",
            "replace_non_finite",
            "extract_state_dict",
            "check",
            "include");

    private final String migration;
    private final Map<String, Labels> labelLists;
    private final Map<String, RuleType> rules = new LinkedHashMap<>();
    private final Reading reading;

    /**
     * A reader of the steps of one migration.
     *
     * @param labelLists the variables that are lists of labels
     */
    public StepReader(String migration, Map<String, Labels> labelLists, List<RuleType> rules, Reading reading) {
        this.migration = migration;
        this.labelLists = labelLists;
        rules.forEach(r -> this.rules.put(r.name(), r));
        this.reading = reading;
    }

    /** The steps; those with problems, which are reported, are left out. */
    public List<Step> read(Node node) {
        if (!(node instanceof Node.Sequence list)) {
            reading.problem(
                    node.at(), "expected a list of steps, found " + node.describe(), "For no steps write steps: [].");
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        int index = 0;
        for (Node item : list.items()) {
            index++;
            step(item, index).ifPresent(steps::add);
        }
        return steps;
    }

    private Optional<Step> step(Node item, int index) {
        if (!(item instanceof Node.Mapping map) || map.entries().isEmpty()) {
            reading.problem(
                    item.at(),
                    "expected a step, found " + item.describe(),
                    "A step is a rule with its keys, as drop: {tensors: head.weight}.");
            return Optional.empty();
        }
        Node.Entry first = map.entries().get(0);
        if (map.entries().size() > 1) {
            Node.Scalar second = map.entries().get(1).key();
            reading.problem(
                    second.at(),
                    "a step is one rule, found '" + second.text() + "' after '"
                            + first.key().text() + "'",
                    rules.containsKey(second.text())
                            ? "Begin it with a dash of its own."
                            : "Indent the keys of a rule more than its name.");
            return Optional.empty();
        }
        RuleType type = rules.get(first.key().text());
        if (type == null) {
            unknown(first.key());
            return Optional.empty();
        }
        return step(type, first.key().at(), first.value(), index);
    }

    private void unknown(Node.Scalar name) {
        String has = "It has " + String.join(", ", rules.keySet()) + ".";
        if (LATER.contains(name.text())) {
            reading.problem(name.at(), "the rule '" + name.text() + "' is not in this release", has);
            return;
        }
        reading.problem(
                name.at(),
                "there is no rule '" + name.text() + "'"
                        + NearestName.of(name.text(), rules.keySet())
                                .map(n -> "; did you mean '" + n + "'?")
                                .orElse(""),
                has);
    }

    private Optional<Step> step(RuleType type, Where.InText at, Node body, int index) {
        return values(type, at, body)
                .filter(v -> hasOneSubject(type, v))
                .flatMap(v -> reading.attempt(() -> type.parser().apply(v))
                        .map(rule -> new Step(
                                migration,
                                index,
                                type.name(),
                                at,
                                v.get(MigrationKeys.OPTIONAL),
                                v.get(MigrationKeys.OPTIMIZER),
                                rule,
                                labelLists)));
    }

    private Optional<Values> values(RuleType type, Where.InText at, Node body) {
        if (body instanceof Node.Sequence && type.list().isPresent()) {
            Key<?> key = type.list().get();
            return key.type()
                    .parse(body, reading)
                    .map(v -> new Values(at, Map.of(key.name(), v), Map.of(key.name(), body.at())));
        }
        Optional<Node.Mapping> map = Optional.empty();
        if (body instanceof Node.Mapping m) {
            map = Optional.of(m);
        } else if (body instanceof Node.Scalar s && s.type() == Node.Type.NULL) {
            map = Optional.of(new Node.Mapping(body.place(), List.of()));
        }
        if (map.isEmpty()) {
            reading.problem(
                    body.at(),
                    "expected the keys of " + type.name() + ", found " + body.describe(),
                    "As in " + type.example() + ".");
            return Optional.empty();
        }
        return ObjectType.values(map.get(), at, type.name(), keys(type), reading);
    }

    static List<Key<?>> keys(RuleType type) {
        List<Key<?>> keys = new ArrayList<>(type.keys());
        keys.add(MigrationKeys.OPTIMIZER);
        keys.add(MigrationKeys.OPTIONAL);
        return keys;
    }

    /** A row rule says what it changes by {@code tensors} and {@code axis}, or by {@code axes}. */
    private boolean hasOneSubject(RuleType type, Values v) {
        if (!type.rows()) {
            return true;
        }
        if (!v.has(Keys.TENSORS) && !v.has(Keys.AXES)) {
            reading.problem(
                    v.at(),
                    type.name() + " needs the key 'tensors' or 'axes'",
                    "It takes " + ObjectType.names(keys(type)) + ".");
            return false;
        }
        if (v.has(Keys.AXES) && (v.has(Keys.TENSORS) || v.has(Keys.AXIS))) {
            Key<?> other = v.has(Keys.TENSORS) ? Keys.TENSORS : Keys.AXIS;
            reading.problem(
                    v.at(other),
                    "'" + other.name() + "' does not go with 'axes', which says it for each member",
                    "Leave one out.");
            return false;
        }
        return true;
    }
}
