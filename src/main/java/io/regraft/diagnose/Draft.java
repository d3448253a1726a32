package io.regraft.diagnose;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts of a migration: values are texts, numbers, lists and maps as in YAML, and paths as the current folder has them.
 *
 * @param expect guards on the way in
 */
public record Draft(
        Map<String, Object> vars, List<Map<String, Object>> expect, Map<String, Object> axes, List<Step> steps) {

    public static final Draft EMPTY = new Draft(Map.of(), List.of(), Map.of(), List.of());

    public Draft {
        vars = new LinkedHashMap<>(vars);
        expect = List.copyOf(expect);
        axes = new LinkedHashMap<>(axes);
        steps = List.copyOf(steps);
    }

    /**
     * A step.
     *
     * @param body what stands below the rule's name: a map or a list
     * @param review why a person must look at it first, a line each; empty where it is safe
     * @param notes other lines to stand before it as comments
     */
    public record Step(String rule, Object body, List<String> review, List<String> notes) {
        public Step {
            review = List.copyOf(review);
            notes = List.copyOf(notes);
        }

        public static Step safe(String rule, Object body) {
            return new Step(rule, body, List.of(), List.of());
        }

        public static Step toReview(String rule, Object body, String... review) {
            return new Step(rule, body, List.of(review), List.of());
        }

        public Step noted(List<String> lines) {
            return new Step(rule, body, review, lines);
        }
    }

    public static Draft of(Step... steps) {
        return new Draft(Map.of(), List.of(), Map.of(), List.of(steps));
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** This draft and then another. */
    public Draft then(Draft next) {
        Map<String, Object> allVars = new LinkedHashMap<>(vars);
        allVars.putAll(next.vars);
        Map<String, Object> allAxes = new LinkedHashMap<>(axes);
        allAxes.putAll(next.axes);
        List<Map<String, Object>> allExpect = new ArrayList<>(expect);
        next.expect.stream().filter(e -> !allExpect.contains(e)).forEach(allExpect::add);
        List<Step> allSteps = new ArrayList<>(steps);
        allSteps.addAll(next.steps);
        return new Draft(allVars, allExpect, allAxes, allSteps);
    }

    /** How many steps a person must look at. */
    public long toReview() {
        return steps.stream().filter(s -> !s.review().isEmpty()).count();
    }

    /**
     * The migration file.
     *
     * @param target the value of its {@code target}; empty for none
     * @param folder where the file will lie: its relative paths count from there
     */
    public String yaml(String id, String description, Map<String, Object> target, Path folder) {
        YamlText yaml = new YamlText(folder);
        yaml.entry(0, "regraft", 1);
        yaml.entry(0, "id", id);
        yaml.entry(0, "description", description);
        if (!vars.isEmpty()) {
            yaml.block(0, "vars", vars);
        }
        if (!expect.isEmpty()) {
            yaml.block(0, "expect", expect);
        }
        if (!axes.isEmpty()) {
            yaml.block(0, "axes", axes);
        }
        yaml.line(0, "steps:");
        for (Step step : steps) {
            step.notes.forEach(n -> yaml.comment(2, n));
            step.review.forEach(r -> yaml.comment(2, "REVIEW: " + r));
            yaml.item(2, Map.of(step.rule, step.body));
        }
        if (!target.isEmpty()) {
            yaml.oneLine(0, "target", target);
        }
        return yaml.toString();
    }
}
