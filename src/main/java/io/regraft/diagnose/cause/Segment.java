package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A part of many names is called something else, is left out or is put in: {@code gamma} for {@code weight}. */
final class Segment implements CauseFinder {

    private static final int TRIED = 24;
    private static final int FEWEST = 2;
    private static final int LONGEST = 4;

    private static final Map<String, String> KNOWN = Map.of(
            "weight_g > parametrizations.weight.original0",
                    "weight_norm was rewritten as a parametrization in torch 2.1.",
            "weight_v > parametrizations.weight.original1",
                    "weight_norm was rewritten as a parametrization in torch 2.1.",
            "parametrizations.weight.original0 > weight_g", "The target uses weight_norm as before torch 2.1.",
            "parametrizations.weight.original1 > weight_v", "The target uses weight_norm as before torch 2.1.",
            "gamma > weight", "TensorFlow and old BERT ports say gamma and beta for a norm's weight and bias.",
            "beta > bias", "TensorFlow and old BERT ports say gamma and beta for a norm's weight and bias.");

    /** A run of components and what it should be; neither is at the beginning of a name that it is looked for in. */
    private record Change(List<String> from, List<String> to, boolean atEnd) {

        String pattern(List<String> middle) {
            return "**." + String.join(".", middle) + (atEnd ? "" : ".**");
        }

        /** As the glob does it: the last place where it stands. */
        Optional<String> apply(String name) {
            String find = "." + String.join(".", from) + (atEnd ? "" : ".");
            String dotted = "." + name;
            int at = atEnd ? (dotted.endsWith(find) ? dotted.length() - find.length() : -1) : dotted.lastIndexOf(find);
            if (at < 0) {
                return Optional.empty();
            }
            String replacement = to.isEmpty() ? "." : "." + String.join(".", to) + (atEnd ? "" : ".");
            return Optional.of(
                    (dotted.substring(0, at) + replacement + dotted.substring(at + find.length())).substring(1));
        }
    }

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Set<String> missing = new HashSet<>();
        evidence.missing().keySet().forEach(n -> missing.add(n.text()));
        Map<Change, Integer> gains = new HashMap<>();
        for (Change change : candidates(evidence)) {
            gains.put(change, gain(change, missing, evidence.unexpected().keySet()));
        }
        return gains.entrySet().stream()
                .filter(e -> e.getValue() >= FEWEST)
                .sorted(Map.Entry.<Change, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(
                                e -> e.getKey().from.size() + e.getKey().to.size())
                        .thenComparing(e -> e.getKey().toString()))
                .limit(TRIED)
                .flatMap(e -> repair(evidence, e.getKey()).stream())
                .findFirst();
    }

    private static Set<Change> candidates(Evidence evidence) {
        Map<Change, Integer> votes = new HashMap<>();
        for (Sample.Pair pair : Sample.pairs(evidence)) {
            changes(pair.found(), pair.expected()).forEach(c -> votes.merge(c, 1, Integer::sum));
        }
        Set<Change> best = new HashSet<>();
        votes.entrySet().stream()
                .sorted(Map.Entry.<Change, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(e -> e.getKey().toString()))
                .limit(8L * TRIED)
                .forEach(e -> best.add(e.getKey()));
        return best;
    }

    /** The one run that differs, alone and with a neighbour or two to tell it from others. */
    private static List<Change> changes(List<String> found, List<String> expected) {
        int start = Components.commonStart(found, expected);
        int shorter = Math.min(found.size(), expected.size());
        int end = Math.min(Components.commonEnd(found, expected), shorter - start);
        List<Change> changes = new ArrayList<>();
        for (int left = 0; left <= 2 && start - left >= 0; left++) {
            for (int right = 0; right <= 1 && right <= end; right++) {
                List<String> from = found.subList(start - left, found.size() - end + right);
                List<String> to = expected.subList(start - left, expected.size() - end + right);
                if (from.isEmpty() || from.size() > LONGEST || to.size() > LONGEST || hasNumber(from.subList(0, 1))) {
                    continue;
                }
                boolean atEnd = end - right == 0;
                if (!to.isEmpty() || !atEnd) {
                    changes.add(new Change(List.copyOf(from), List.copyOf(to), atEnd));
                }
            }
        }
        return changes;
    }

    private static boolean hasNumber(List<String> components) {
        return components.stream().anyMatch(Components::isNumber);
    }

    private static int gain(Change change, Set<String> missing, Set<TensorName> unexpected) {
        int good = 0;
        int hit = 0;
        for (TensorName name : unexpected) {
            Optional<String> renamed = change.apply(name.text());
            if (renamed.isPresent()) {
                hit++;
                good += missing.contains(renamed.get()) ? 1 : 0;
            }
        }
        return 4 * good >= 3 * hit ? good : 0;
    }

    private static Optional<Repair> repair(Evidence evidence, Change change) {
        String to = change.to.isEmpty() ? "**.**" : change.pattern(change.to);
        return new Patterns(evidence).rename(change.pattern(change.from), to).flatMap(r -> {
            Evidence after = evidence.renamed(r.renames());
            if (after.left() >= evidence.left()) {
                return Optional.empty();
            }
            String from = String.join(".", change.from);
            String into = String.join(".", change.to);
            List<TensorName> tensors = List.copyOf(r.renames().keySet());
            Cause cause = new Cause(
                    "renamed-part",
                    Cause.Verdict.MENDABLE,
                    summary(from, into, tensors.size()),
                    Optional.ofNullable(KNOWN.get(from + " > " + into)).stream().toList(),
                    tensors);
            return Optional.of(new Repair(cause, Draft.of(Draft.Step.safe("rename", r.entry())), after));
        });
    }

    private static String summary(String from, String to, int n) {
        return to.isEmpty()
                ? String.format(Locale.ROOT, "%,d names have a '%s' in them that the target's lack", n, from)
                : String.format(Locale.ROOT, "%,d names have '%s' where the target's have '%s'", n, from, to);
    }
}
