package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Other names throughout, which pair one to one: names that differ in a number only are a family, and families with the same
 * numbers and types belong together where their words are nearer than any other's.
 */
final class Pairing implements CauseFinder {

    private static final double NEAR = 0.3;

    /** Words that stand for the same thing. */
    private static final List<Set<String>> SYNONYMS = List.of(
            Set.of("weight", "gamma", "kernel", "scale", "w", "g", "embeddings", "embedding"),
            Set.of("bias", "beta", "b", "shift"),
            Set.of("attention", "attn", "att"),
            Set.of("layernorm", "ln", "norm", "layer_norm"),
            Set.of("query", "q"),
            Set.of("key", "k"),
            Set.of("value", "v"),
            Set.of("encoder", "enc"),
            Set.of("decoder", "dec"),
            Set.of("embedding", "embed", "emb", "embeddings"),
            Set.of("layers", "layer", "blocks", "block", "h"),
            Set.of("output", "out", "o"));

    /** Tensors whose names differ in numbers only. */
    private record Family(String template, List<TensorName> names, List<Member> members) {
        TensorName first() {
            return names.get(0);
        }
    }

    private record Member(List<Integer> numbers, TensorType type) {}

    private record Match(Family found, Family expected, double likeness, boolean sure) {}

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Map<List<Member>, List<Family>> found = bySignature(families(evidence.unexpected()));
        Map<List<Member>, List<Family>> expected = bySignature(families(evidence.missing()));
        List<Match> matches = new ArrayList<>();
        found.forEach(
                (signature, families) -> matches.addAll(match(families, expected.getOrDefault(signature, List.of()))));
        if (matches.isEmpty()) {
            return Optional.empty();
        }
        return repair(evidence, matches);
    }

    private static List<Family> families(Map<TensorName, TensorType> tensors) {
        Map<String, Family> families = new LinkedHashMap<>();
        tensors.forEach((name, type) -> {
            String template = Components.template(name);
            Family f = families.computeIfAbsent(template, k -> new Family(k, new ArrayList<>(), new ArrayList<>()));
            f.names.add(name);
            f.members.add(new Member(Components.numbers(name), type));
        });
        return List.copyOf(families.values());
    }

    private static Map<List<Member>, List<Family>> bySignature(List<Family> families) {
        Map<List<Member>, List<Family>> groups = new LinkedHashMap<>();
        for (Family f : families) {
            List<Member> signature = f.members.stream()
                    .sorted(Comparator.comparing(m -> m.numbers.toString()))
                    .toList();
            groups.computeIfAbsent(signature, k -> new ArrayList<>()).add(f);
        }
        return groups;
    }

    /** Pairs that are each other's nearest; not sure where another is as near. */
    private static List<Match> match(List<Family> found, List<Family> expected) {
        if (found.size() * (long) expected.size() > 250_000) {
            return List.of();
        }
        Map<Family, Match> best = new HashMap<>();
        Map<Family, Match> bestOfExpected = new HashMap<>();
        for (Family f : found) {
            for (Family e : expected) {
                double likeness = likeness(f.first(), e.first());
                keepBetter(best, f, new Match(f, e, likeness, true));
                keepBetter(bestOfExpected, e, new Match(f, e, likeness, true));
            }
        }
        List<Match> mutual = new ArrayList<>();
        for (Family f : found) {
            Match m = best.get(f);
            if (m != null
                    && m.likeness >= NEAR
                    && bestOfExpected.get(m.expected).found.equals(f)) {
                mutual.add(new Match(f, m.expected, m.likeness, m.sure && bestOfExpected.get(m.expected).sure));
            }
        }
        return mutual;
    }

    private static void keepBetter(Map<Family, Match> best, Family key, Match match) {
        best.merge(key, match, (a, b) -> {
            if (a.likeness == b.likeness) {
                return new Match(a.found, a.expected, a.likeness, false);
            }
            return a.likeness > b.likeness ? a : b;
        });
    }

    /**
     * From 0 to 1: the share of words that two names have in common before their last; 0 if their last words mean different
     * things, or they are in different containers.
     */
    static double likeness(TensorName a, TensorName b) {
        if (!a.container().equals(b.container()) || !sameMeaning(Components.last(a), Components.last(b))) {
            return 0;
        }
        Set<String> x = canonical(Components.words(Components.stem(a)));
        Set<String> y = canonical(Components.words(Components.stem(b)));
        Set<String> common = new HashSet<>(x);
        common.retainAll(y);
        return common.isEmpty() ? 0 : 2.0 * common.size() / (x.size() + y.size());
    }

    private static boolean sameMeaning(String a, String b) {
        return a.equals(b)
                || canonical(Set.of(a.toLowerCase(Locale.ROOT))).equals(canonical(Set.of(b.toLowerCase(Locale.ROOT))));
    }

    private static Set<String> canonical(Set<String> words) {
        Set<String> canonical = new HashSet<>();
        for (String word : words) {
            canonical.add(SYNONYMS.stream()
                    .filter(s -> s.contains(word))
                    .map(s -> s.stream().sorted().findFirst().orElseThrow())
                    .findFirst()
                    .orElse(word));
        }
        return canonical;
    }

    private static Optional<Repair> repair(Evidence evidence, List<Match> matches) {
        Map<TensorName, TensorName> renames = new LinkedHashMap<>();
        List<Object> sure = new ArrayList<>();
        List<Object> unsure = new ArrayList<>();
        Patterns patterns = new Patterns(evidence);
        for (Match m : matches) {
            Map<TensorName, TensorName> own = new LinkedHashMap<>();
            List<Object> entries = entries(patterns, m, own);
            renames.putAll(own);
            (m.sure ? sure : unsure).addAll(entries);
        }
        Draft draft = Draft.EMPTY;
        if (!sure.isEmpty()) {
            draft = draft.then(Draft.of(Draft.Step.toReview(
                    "rename", sure, "paired by shape, number and the words in the names: look through the pairs")));
        }
        if (!unsure.isEmpty()) {
            draft = draft.then(Draft.of(Draft.Step.toReview(
                    "rename", unsure, "several tensors have this shape and are named as alike: these are guesses")));
        }
        Cause cause = new Cause(
                "other-names",
                Cause.Verdict.REVIEW,
                Counted.of(renames.size(), "tensor seems", "tensors seem")
                        + " to be there under other names: shapes and numbers pair one to one",
                List.of("Such as '" + matches.get(0).found.first() + "' for '" + expectedOf(renames, matches.get(0))
                        + "'."),
                List.copyOf(renames.keySet()));
        return Optional.of(new Repair(cause, draft, evidence.renamed(renames)));
    }

    private static TensorName expectedOf(Map<TensorName, TensorName> renames, Match match) {
        return renames.get(match.found.first());
    }

    /** The pairs of a family as one pattern where that hits nothing else, else one by one. */
    private static List<Object> entries(Patterns patterns, Match m, Map<TensorName, TensorName> renames) {
        if (m.found.names.size() > 1) {
            Optional<Patterns.Rename> rename = patterns.rename(m.found.template, m.expected.template);
            if (rename.isPresent()
                    && Set.copyOf(rename.get().renames().keySet()).equals(Set.copyOf(m.found.names))
                    && Set.copyOf(rename.get().renames().values()).equals(Set.copyOf(m.expected.names))) {
                renames.putAll(rename.get().renames());
                return List.of(rename.get().entry());
            }
        }
        Map<List<Integer>, TensorName> byNumbers = new HashMap<>();
        m.expected.names.forEach(n -> byNumbers.put(Components.numbers(n), n));
        List<Object> entries = new ArrayList<>();
        for (TensorName name : m.found.names) {
            TensorName to = byNumbers.get(Components.numbers(name));
            renames.put(name, to);
            String source = patterns.inFile(name.text());
            entries.add(Patterns.entry(source, patterns.inFile(to.text()), source.contains("/")));
        }
        return entries;
    }
}
