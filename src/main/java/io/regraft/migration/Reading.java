package io.regraft.migration;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is known while a migration file is read: collects its problems, so that all are shown at once. */
public final class Reading {

    private final YamlText yaml;
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Map<String, AxisGroup> axisGroups = new LinkedHashMap<>();
    private final Set<String> brokenAxisGroups = new HashSet<>();
    private final IdentityHashMap<Node, String> digests = new IdentityHashMap<>();
    private final Map<Object, Object> files = new HashMap<>();
    private final Set<Path> named;

    public Reading(YamlText yaml) {
        this(yaml, new LinkedHashSet<>());
    }

    private Reading(YamlText yaml, Set<Path> named) {
        this.yaml = yaml;
        this.named = named;
    }

    /** How the text of a YAML file becomes nodes: the one door to the YAML library. */
    public interface YamlText {

        /** The value of the only document; problems are reported, and the rest is given if there is any. */
        Optional<Node> parse(DataText text, Reading reading);
    }

    public void problem(Where.InText at, String what, String fix) {
        problem(new Problem(Kind.MIGRATION, at, what, fix));
    }

    public void problem(Problem problem) {
        problems.add(problem);
    }

    /** What is made, or nothing if that throws problems: they are collected. */
    public <T> Optional<T> attempt(Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (RegraftException e) {
            e.problems().forEach(this::problem);
            return Optional.empty();
        }
    }

    /** Makes a group known to the steps that follow. */
    public void declare(AxisGroup group) {
        axisGroups.put(group.name().orElseThrow(), group);
    }

    public Optional<AxisGroup> axisGroup(String name) {
        return Optional.ofNullable(axisGroups.get(name));
    }

    /** Makes a group known that has problems of its own, so that steps that name it report no more. */
    public void declareBroken(String axisGroup) {
        brokenAxisGroups.add(axisGroup);
    }

    boolean isBrokenAxisGroup(String name) {
        return brokenAxisGroups.contains(name);
    }

    public Set<String> axisGroups() {
        return new LinkedHashSet<>(axisGroups.keySet());
    }

    /** Notes the content that a node stands for, such as that of a file it names: a checksum takes it in its place. */
    public void standsFor(Node node, String digest) {
        digests.put(node, digest);
    }

    /** What {@link #standsFor} noted. */
    public Optional<String> digest(Node node) {
        return Optional.ofNullable(digests.get(node));
    }

    /** Another reading of the same kind, for what may be wrong and is then left out. */
    public Reading aside() {
        return new Reading(yaml, named);
    }

    /** Notes a file that is read because the migration names it. */
    void names(Path file) {
        named.add(file);
    }

    /** The files that {@link #names} noted. */
    public Set<Path> named() {
        return new LinkedHashSet<>(named);
    }

    Optional<Node> yaml(DataText text) {
        return yaml.parse(text, this);
    }

    /** What a file was read to before; else reads it now. A file with problems is read, and they are reported, once. */
    @SuppressWarnings("unchecked")
    <T> Optional<T> once(Object file, Supplier<Optional<T>> reader) {
        Optional<T> known = (Optional<T>) files.get(file);
        if (known == null) {
            known = reader.get();
            files.put(file, known);
        }
        return known;
    }

    /**
     * Ends the reading.
     *
     * @throws RegraftException with all problems, sorted by place, if there are any
     */
    public void finish() {
        if (!problems.isEmpty()) {
            List<Problem> sorted = problems.stream()
                    .sorted(Comparator.comparing((Problem p) -> p.where() instanceof Where.InText t ? t.file() : "")
                            .thenComparingInt(p -> p.where() instanceof Where.InText t ? t.line() : 0)
                            .thenComparingInt(p -> p.where() instanceof Where.InText t ? t.column() : 0))
                    .toList();
            throw new RegraftException(sorted);
        }
    }
}
