package io.regraft.diagnose.cause;

import io.regraft.checkpoint.DType;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What no other cause explains: a part that only one side has. */
final class Leftovers implements CauseFinder {

    private static final int MOST_CREATED = 24;

    @Override
    public Optional<Repair> find(Evidence evidence) {
        if (evidence.missing().isEmpty() && evidence.unexpected().isEmpty()) {
            return Optional.empty();
        }
        Set<TensorType> common = new HashSet<>(evidence.missing().values());
        common.retainAll(new HashSet<>(evidence.unexpected().values()));
        if (!common.isEmpty()) {
            return Optional.of(perhapsRenamed(evidence, common));
        }
        return Optional.of(evidence.unexpected().isEmpty() ? tooFew(evidence) : tooMany(evidence));
    }

    private static Repair perhapsRenamed(Evidence evidence, Set<TensorType> types) {
        List<TensorName> missing = ofTypes(evidence.missing(), types);
        List<TensorName> unexpected = ofTypes(evidence.unexpected(), types);
        List<TensorName> all = new ArrayList<>(missing);
        all.addAll(unexpected);
        Cause cause = new Cause(
                "unclear-names",
                Cause.Verdict.NOT_MENDABLE,
                String.format(
                        Locale.ROOT,
                        "%,d missing and %,d unexpected tensors have the same shapes, and their names don't tell which is"
                                + " which",
                        missing.size(),
                        unexpected.size()),
                List.of("If they were renamed, say so in a rename step, or in a table of old and new names."),
                all);
        return new Repair(cause, Draft.EMPTY, evidence.settled(all));
    }

    private static List<TensorName> ofTypes(Map<TensorName, TensorType> tensors, Set<TensorType> types) {
        return tensors.entrySet().stream()
                .filter(e -> types.contains(e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Repair tooMany(Evidence evidence) {
        Set<TensorName> extra = evidence.unexpected().keySet();
        boolean keyed = extra.stream().allMatch(evidence::isKeyed);
        Object selectors = new Patterns(evidence).selectors(extra, n -> false);
        Draft.Step step = Optimizers.step(
                evidence,
                "drop",
                Map.of("tensors", selectors),
                evidence.unexpected().values(),
                "the target has no place for them; make sure that nothing is lost that you need");
        Cause cause = new Cause(
                "too-many",
                keyed ? Cause.Verdict.REVIEW : Cause.Verdict.NOT_MENDABLE,
                String.format(
                        Locale.ROOT,
                        "%,d %s in the file that the target does not have: %s",
                        extra.size(),
                        extra.size() == 1 ? "tensor is" : "tensors are",
                        parts(extra)),
                List.of("A head or branch of another task, or training only; strict=False would leave them out too."),
                List.copyOf(extra));
        return keyed
                ? new Repair(cause, Draft.of(step), evidence.without(extra))
                : new Repair(cause, Draft.EMPTY, evidence.settled(extra));
    }

    private static Repair tooFew(Evidence evidence) {
        List<TensorName> missing = List.copyOf(evidence.missing().keySet());
        boolean few = missing.size() <= MOST_CREATED
                && evidence.missing().values().stream().allMatch(t -> t.dtype().family() == DType.Family.FLOATING);
        Draft draft = Draft.EMPTY;
        if (few) {
            for (TensorName name : missing) {
                draft = draft.then(Draft.of(create(evidence, name)));
            }
        }
        Cause cause = new Cause(
                "too-few",
                few ? Cause.Verdict.REVIEW : Cause.Verdict.NOT_MENDABLE,
                String.format(
                        Locale.ROOT,
                        "%,d %s not in the file: %s",
                        missing.size(),
                        missing.size() == 1 ? "tensor is" : "tensors are",
                        parts(missing)),
                List.of("The file has no weights for that part of the target: it would start untrained."),
                missing);
        return new Repair(cause, draft, few ? evidence.with(missing) : evidence.settled(missing));
    }

    private static Draft.Step create(Evidence evidence, TensorName name) {
        TensorType type = evidence.missing().get(name);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", new Patterns(evidence).nameInFile(name));
        body.put("dtype", type.dtype().label());
        body.put("shape", Buffers.shape(type));
        body.put("init", init(name, type));
        return Optimizers.step(evidence, "create", body, List.of(type), "starts untrained");
    }

    private static Object init(TensorName name, TensorType type) {
        String last = Components.last(name);
        if (type.shape().rank() >= 2) {
            return Map.of("normal", normal());
        }
        return last.equals("weight") || last.equals("running_var") || last.equals("gamma") ? "ones" : "zeros";
    }

    private static Map<String, Object> normal() {
        Map<String, Object> normal = new LinkedHashMap<>();
        normal.put("mean", 0);
        normal.put("std", 0.02);
        return normal;
    }

    /** The modules concerned: at most three. */
    private static String parts(Iterable<TensorName> names) {
        Set<String> parts = new java.util.LinkedHashSet<>();
        names.forEach(n -> parts.add(Components.stem(n).isEmpty() ? n.text() : Components.stem(n) + ".*"));
        List<String> shown = parts.stream().limit(3).toList();
        String text = String.join(", ", shown);
        return parts.size() > 3 ? String.format(Locale.ROOT, "%s and %,d more", text, parts.size() - 3) : text;
    }
}
