package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names begin with something that the target's don't, or lack, or have another beginning. */
final class Prefix implements CauseFinder {

    private static final int TRIED = 24;
    private static final int FEWEST = 3;

    /** What wraps a model and leaves its name in the keys. */
    private static final Map<String, String> WRAPPERS = Map.of(
            "module", "DataParallel or DistributedDataParallel",
            "_orig_mod", "torch.compile",
            "_forward_module", "Lightning Fabric",
            "_fsdp_wrapped_module", "FSDP",
            "_checkpoint_wrapped_module", "activation checkpointing");

    /** A beginning and what it should be; both empty or ending in a dot. */
    private record Change(String from, String to) {
        Optional<String> apply(String name) {
            return name.startsWith(from) ? Optional.of(to + name.substring(from.length())) : Optional.empty();
        }
    }

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Map<Change, Integer> gains = new HashMap<>();
        Set<String> missing = texts(evidence.missing().keySet());
        Set<String> unexpected = texts(evidence.unexpected().keySet());
        candidates(evidence).forEach(c -> gains.put(c, gain(c, missing, unexpected)));
        return gains.entrySet().stream()
                .filter(e -> e.getValue() >= FEWEST)
                .sorted(Map.Entry.<Change, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(
                                e -> e.getKey().from.length() + e.getKey().to.length())
                        .thenComparing(e -> e.getKey().from))
                .limit(TRIED)
                .flatMap(e -> repair(evidence, e.getKey()).stream())
                .findFirst();
    }

    private static Set<String> texts(Set<TensorName> names) {
        Set<String> texts = new HashSet<>();
        names.forEach(n -> texts.add(n.text()));
        return texts;
    }

    private static Set<Change> candidates(Evidence evidence) {
        Map<Change, Integer> votes = new HashMap<>();
        for (Sample.Pair pair : Sample.pairs(evidence)) {
            int common = Components.commonEnd(pair.found(), pair.expected());
            for (int kept = common; kept > 0 && kept > common - 3; kept--) {
                votes.merge(
                        new Change(
                                beginning(pair.found(), pair.found().size() - kept),
                                beginning(pair.expected(), pair.expected().size() - kept)),
                        1,
                        Integer::sum);
            }
        }
        Set<Change> best = new HashSet<>();
        votes.entrySet().stream()
                .filter(e -> !e.getKey().from.equals(e.getKey().to))
                .sorted(Map.Entry.<Change, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(e -> e.getKey().from)
                        .thenComparing(e -> e.getKey().to))
                .limit(4L * TRIED)
                .forEach(e -> best.add(e.getKey()));
        return best;
    }

    private static String beginning(List<String> components, int n) {
        return n == 0 ? "" : String.join(".", components.subList(0, n)) + ".";
    }

    /** How many unexpected names it makes expected; 0 if it is no more than a few of those that it hits. */
    private static int gain(Change change, Set<String> missing, Set<String> unexpected) {
        int good = 0;
        int hit = 0;
        for (String name : unexpected) {
            Optional<String> renamed = change.apply(name);
            if (renamed.isPresent()) {
                hit++;
                good += missing.contains(renamed.get()) ? 1 : 0;
            }
        }
        return 2 * good >= hit ? good : 0;
    }

    private static Optional<Repair> repair(Evidence evidence, Change change) {
        return new Patterns(evidence)
                .rename(change.from + "**", change.to + "**")
                .flatMap(r -> {
                    Evidence after = evidence.renamed(r.renames());
                    if (after.left() >= evidence.left()) {
                        return Optional.empty();
                    }
                    List<TensorName> tensors = List.copyOf(r.renames().keySet());
                    Cause cause = new Cause(
                            "prefix", Cause.Verdict.MENDABLE, summary(change, tensors.size()), advice(change), tensors);
                    return Optional.of(new Repair(cause, Draft.of(Draft.Step.safe("rename", r.entry())), after));
                });
    }

    private static String summary(Change change, int n) {
        String count = Counted.of(n, "name begins", "names begin");
        if (change.to.isEmpty()) {
            return count + " with '" + change.from + "', which the target's don't";
        }
        if (change.from.isEmpty()) {
            return Counted.of(n, "name lacks", "names lack") + " the '" + change.to + "' that the target's begin with";
        }
        return count + " with '" + change.from + "' where the target's begin with '" + change.to + "'";
    }

    private static List<String> advice(Change change) {
        return List.of(change.from.split("\\.")).stream()
                .filter(WRAPPERS::containsKey)
                .distinct()
                .map(w -> "'" + w + ".' is what " + WRAPPERS.get(w) + " puts before the names of the model it wraps.")
                .toList();
    }
}
