package io.regraft.diagnose;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which container of a file is compared with a target.
 *
 * @param reason why it is that one, for people; empty where it was asked for or is the whole file
 */
public record Placement(TensorName under, Target target, Optional<String> reason) {

    /** The container that the user named, which has tensors. */
    public static Placement asked(Checkpoint checkpoint, TensorName under, Target target) {
        boolean none = target.spec().tensors().keySet().stream()
                .noneMatch(n -> checkpoint.tensor(under.resolve(n)).isPresent());
        Optional<TensorName> better = none ? best(checkpoint, target) : Optional.empty();
        return new Placement(
                under, target, better.map(b -> "none of the target's names is here; they are under " + title(b)));
    }

    /**
     * The container in which most of the target's names are found; the whole file where they are found nowhere.
     *
     * @param targets the target as a whole, and what else it could be
     */
    public static Placement found(Checkpoint checkpoint, List<Target> targets) {
        Optional<Placement> best = Optional.empty();
        long most = 0;
        for (Target target : targets) {
            Map<TensorName, Long> hits = hits(checkpoint, target);
            List<TensorName> leaders = leaders(hits);
            if (!leaders.isEmpty() && hits.get(leaders.get(0)) > most) {
                most = hits.get(leaders.get(0));
                best = Optional.of(choose(checkpoint, target, leaders));
            }
        }
        return best.orElseGet(() -> alike(checkpoint, targets.get(0)));
    }

    private static Placement choose(Checkpoint checkpoint, Target target, List<TensorName> leaders) {
        if (leaders.contains(TensorName.ROOT)) {
            return new Placement(TensorName.ROOT, target, Optional.empty());
        }
        if (leaders.size() > 1) {
            throw several(checkpoint, "the target's names are", leaders);
        }
        return new Placement(leaders.get(0), target, Optional.of("the target's names are found there"));
    }

    private static Optional<TensorName> best(Checkpoint checkpoint, Target target) {
        return leaders(hits(checkpoint, target)).stream().findFirst();
    }

    private static List<TensorName> leaders(Map<TensorName, Long> hits) {
        long most = hits.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return most == 0
                ? List.of()
                : hits.entrySet().stream()
                        .filter(e -> e.getValue() == most)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    private static Map<TensorName, Long> hits(Checkpoint checkpoint, Target target) {
        Map<TensorName, Long> hits = new LinkedHashMap<>();
        for (TensorName container : containers(checkpoint)) {
            hits.put(
                    container,
                    target.spec().tensors().keySet().stream()
                            .filter(n -> checkpoint.tensor(container.resolve(n)).isPresent())
                            .count());
        }
        return hits;
    }

    /** Containers that hold tensors themselves, not only further containers; the root first. Moments are none. */
    private static Set<TensorName> containers(Checkpoint checkpoint) {
        Set<TensorName> containers = new LinkedHashSet<>();
        containers.add(TensorName.ROOT);
        Set<TensorName> known = checkpoint.containers().keySet();
        for (Tensor t : checkpoint.tensors()) {
            TensorName c = t.name().container();
            boolean moments = c.parts().size() > 1
                    && c.container().key().equals("state")
                    && known.contains(c.container().container().child("param_groups"));
            if (!moments) {
                containers.add(c);
            }
        }
        return containers;
    }

    /** Where no name is found as it is: the one container whose names end, or whose types are, like the target's. */
    private static Placement alike(Checkpoint checkpoint, Target target) {
        Map<TensorName, Integer> scores = new LinkedHashMap<>();
        Set<Object> marks = new HashSet<>();
        target.spec().tensors().forEach((name, type) -> marks.add(List.of(ending(name), type)));
        for (Tensor t : checkpoint.tensors()) {
            if (marks.contains(List.of(ending(t.name()), t.type()))) {
                scores.merge(t.name().container(), 1, Integer::sum);
            }
        }
        int most = scores.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<TensorName> leaders = new ArrayList<>();
        scores.forEach((c, n) -> {
            if (n == most) {
                leaders.add(c);
            }
        });
        boolean many = most > 0 && 2 * most >= target.spec().tensors().size();
        if (!many || leaders.contains(TensorName.ROOT)) {
            return new Placement(TensorName.ROOT, target, Optional.empty());
        }
        if (leaders.size() > 1) {
            throw several(checkpoint, "tensors like the target's, under other names, are", leaders);
        }
        return new Placement(
                leaders.get(0), target, Optional.of("most of the target's shapes are found there, under other names"));
    }

    private static RegraftException several(Checkpoint checkpoint, String what, List<TensorName> containers) {
        List<String> names = containers.stream().map(TensorName::text).toList();
        return new Problem(
                        Kind.USAGE,
                        new Where.InFile(checkpoint.name()),
                        String.format(Locale.ROOT, "%s found in %,d containers: %s", what, names.size(), some(names)),
                        "Say which is meant with --under " + names.get(0) + ".")
                .asException();
    }

    private static String ending(TensorName name) {
        List<String> components = Components.of(TensorName.of(name.key()));
        return String.join(".", components.subList(Math.max(0, components.size() - 1), components.size()));
    }

    private static String title(TensorName container) {
        return container.equals(TensorName.ROOT) ? "the root: leave --under out" : "'" + container + "'";
    }

    private static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(4, names.size())));
        return names.size() > 4 ? String.format(Locale.ROOT, "%s and %,d more", shown, names.size() - 4) : shown;
    }
}
