package io.regraft.diagnose;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.CaptureTemplate;
import io.regraft.migration.Captures;
import io.regraft.migration.Match;
import io.regraft.migration.Node;
import io.regraft.migration.Selector;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Selectors and renames of the language, tried on the names of a file before they are proposed. */
public final class Patterns {

    private static final Where.InText HERE = new Where.InText("draft", 0, 0);
    private static final int SPELT_OUT = 6;

    private final Evidence evidence;

    public Patterns(Evidence evidence) {
        this.evidence = evidence;
    }

    /** A pattern over names counted from the container, as it stands in a migration. */
    public String inFile(String relative) {
        if (!evidence.under().equals(TensorName.ROOT)) {
            return evidence.under().text() + "/" + relative;
        }
        boolean nested = evidence.checkpoint().tensors().stream()
                .anyMatch(t -> t.name().parts().size() > 1);
        return nested ? "/" + relative : relative;
    }

    /** A tensor's full name, as it stands in a migration. */
    public String nameInFile(TensorName relative) {
        return evidence.full(relative).text();
    }

    /**
     * What a rename would do.
     *
     * @param entry the pair as it stands in the step
     * @param renames from and to, counted from the container
     */
    public record Rename(Map<String, Object> entry, Map<TensorName, TensorName> renames) {}

    /**
     * A rename by globs, if it hits nothing outside the container, no tensor that is right as it is, and makes no name twice.
     *
     * @param from glob over names counted from the container
     */
    public Optional<Rename> rename(String from, String to) {
        String source = inFile(from);
        String target = inFile(to);
        boolean path = source.contains("/");
        Map<TensorName, TensorName> renames = new LinkedHashMap<>();
        Set<TensorName> universe = evidence.universe();
        try {
            Selector selector = Selector.of(source, HERE);
            CaptureTemplate template = CaptureTemplate.forSelector(scalar(target), selector.wildcards());
            for (TensorName name : universe) {
                Optional<Captures> captures = selector.match(name);
                if (captures.isPresent()) {
                    if (!name.isUnder(evidence.under()) || !isMovable(name)) {
                        return Optional.empty();
                    }
                    Match match = new Match(name, captures.get(), selector);
                    TensorName renamed = path ? template.path(captures.get()) : template.name(match);
                    if (!renamed.container().equals(name.container())) {
                        return Optional.empty();
                    }
                    renames.put(name, renamed);
                }
            }
        } catch (RegraftException malformed) {
            return Optional.empty();
        }
        return distinct(renames, universe)
                ? Optional.of(new Rename(entry(source, target, path), relative(renames)))
                : Optional.empty();
    }

    /** Renames one by one, where no pattern does. */
    public static Map<String, Object> entry(String from, String to, boolean path) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("from", from);
        entry.put("to", to);
        if (path) {
            entry.put("scope", "path");
        }
        return entry;
    }

    private boolean isMovable(TensorName full) {
        TensorName relative = full.relativeTo(evidence.under());
        return evidence.unexpected().containsKey(relative) && evidence.isKeyed(relative);
    }

    private static boolean distinct(Map<TensorName, TensorName> renames, Set<TensorName> universe) {
        Set<TensorName> after = new LinkedHashSet<>();
        for (TensorName name : universe) {
            if (!after.add(renames.getOrDefault(name, name))) {
                return false;
            }
        }
        return true;
    }

    private Map<TensorName, TensorName> relative(Map<TensorName, TensorName> renames) {
        Map<TensorName, TensorName> relative = new LinkedHashMap<>();
        TensorName under = evidence.under();
        renames.forEach((from, to) -> relative.put(from.relativeTo(under), to.relativeTo(under)));
        return relative;
    }

    private static Node.Scalar scalar(String text) {
        return new Node.Scalar(new Node.Place(HERE, Path.of("")), text, Node.Type.TEXT, Node.Style.SINGLE_QUOTED);
    }

    /**
     * Selectors that choose just these tensors of the file: {@code **.x} where it can be, else names.
     *
     * @param harmless tensors, by full name, that may be chosen besides because the rule leaves them
     */
    public Object selectors(Collection<TensorName> relative, Predicate<TensorName> harmless) {
        List<String> chosen = new ArrayList<>();
        Set<TensorName> left = new LinkedHashSet<>(relative);
        List<String> patterns = left.size() > SPELT_OUT ? candidates(left) : List.of("**");
        for (String pattern : patterns) {
            Set<TensorName> hit = chosenBy(pattern, relative, harmless);
            if (hit.size() > 1 && left.removeAll(hit)) {
                chosen.add(inFile(pattern));
            }
            if (left.isEmpty()) {
                break;
            }
        }
        left.forEach(n -> chosen.add(inFile(n.text())));
        return chosen.size() == 1 ? chosen.get(0) : List.copyOf(chosen);
    }

    /** True if a pattern chooses just these tensors of the file. */
    public boolean chooses(String pattern, Collection<TensorName> relative) {
        return chosenBy(pattern, relative, n -> false).size() == relative.size();
    }

    /** The names that a pattern chooses; none if it chooses one that it must not. */
    private Set<TensorName> chosenBy(String pattern, Collection<TensorName> wanted, Predicate<TensorName> harmless) {
        Selector selector = Selector.of(inFile(pattern), HERE);
        Set<TensorName> all = new LinkedHashSet<>(wanted);
        Set<TensorName> hit = new LinkedHashSet<>();
        for (TensorName name : evidence.universe()) {
            if (selector.match(name).isEmpty()) {
                continue;
            }
            if (name.isUnder(evidence.under()) && all.contains(name.relativeTo(evidence.under()))) {
                hit.add(name.relativeTo(evidence.under()));
            } else if (!harmless.test(name)) {
                return Set.of();
            }
        }
        return hit;
    }

    /** Patterns from wide to narrow: all, by the last two components, by the last, with numbers left open. */
    private static List<String> candidates(Collection<TensorName> names) {
        Set<String> patterns = new LinkedHashSet<>();
        patterns.add("**");
        for (int last = 1; last <= 2; last++) {
            for (TensorName name : names) {
                List<String> components = Components.of(name);
                if (components.size() > last) {
                    patterns.add(
                            "**." + String.join(".", components.subList(components.size() - last, components.size())));
                }
            }
        }
        names.forEach(n -> patterns.add(Components.template(n)));
        return List.copyOf(patterns);
    }
}
