package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Other names throughout, of which nothing is alike; but each tensor that is missing has a shape that only one of the
 * unexpected ones has, and the other way round. So it is between the versions of Keras, which name layers each in its way.
 */
final class OnlyFit implements CauseFinder {

    private static final int FEWEST = 2;
    private static final String GROUP = "group";

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Map<TensorType, TensorName> found = byType(evidence.unexpected());
        Map<TensorType, TensorName> expected = byType(evidence.missing());
        boolean unique = found.size() == evidence.unexpected().size()
                && expected.size() == evidence.missing().size();
        if (!unique
                || found.size() < (isPair(evidence) ? 1 : FEWEST)
                || !found.keySet().equals(expected.keySet())
                || !mayMove(evidence, expected)
                || !found.values().stream().allMatch(evidence::isKeyed)) {
            return Optional.empty();
        }
        Map<TensorName, TensorName> renames = new LinkedHashMap<>();
        found.forEach((type, name) -> renames.put(name, expected.get(type)));
        return Optional.of(repair(evidence, renames));
    }

    /** One pair alone is hardly chance where both are the same parameter of a module, and all else is as it should be. */
    private static boolean isPair(Evidence evidence) {
        return evidence.mismatched().isEmpty()
                && evidence.checkpoint().tensors().size() > 1
                && evidence.unexpected().size() == 1
                && evidence.missing().size() == 1
                && parameter(evidence.unexpected().keySet().iterator().next())
                        .equals(parameter(evidence.missing().keySet().iterator().next()));
    }

    /** The last part of a dotted key; of one without a dot all of it. */
    private static String parameter(TensorName name) {
        return name.key().substring(name.key().lastIndexOf('.') + 1);
    }

    /** Names by type; of several with one type only one stays. */
    private static Map<TensorType, TensorName> byType(Map<TensorName, TensorType> tensors) {
        Map<TensorType, TensorName> byType = new LinkedHashMap<>();
        tensors.forEach((name, type) -> byType.putIfAbsent(type, name));
        return byType;
    }

    /** Groups are made where they are needed, dicts must be there. */
    private static boolean mayMove(Evidence evidence, Map<TensorType, TensorName> expected) {
        Map<TensorName, Value.Container> containers =
                new HashMap<>(evidence.checkpoint().containers());
        Value.Container root = containers.get(TensorName.ROOT);
        return (root != null && root.type().equals(GROUP))
                || expected.values().stream()
                        .allMatch(n -> containers.containsKey(evidence.full(n).container()));
    }

    private static Repair repair(Evidence evidence, Map<TensorName, TensorName> renames) {
        Patterns patterns = new Patterns(evidence);
        List<Object> entries = new ArrayList<>();
        renames.forEach((from, to) -> {
            String source = patterns.inFile(from.text());
            entries.add(Patterns.entry(source, patterns.inFile(to.text()), source.contains("/")));
        });
        Map.Entry<TensorName, TensorName> first = renames.entrySet().iterator().next();
        Cause cause = new Cause(
                "only-fit",
                Cause.Verdict.REVIEW,
                Counted.of(
                                renames.size(),
                                "tensor seems to be there under another",
                                "tensors seem to be there under other")
                        + (renames.size() == 1 ? " name, with" : " names: each has") + " a shape that no other has",
                List.of("Such as '" + first.getKey() + "' for '" + first.getValue() + "'."),
                List.copyOf(renames.keySet()));
        Draft draft = Draft.of(Draft.Step.toReview(
                "rename", entries, "paired by shape alone, for nothing is alike in the names: look through the pairs"));
        return new Repair(cause, draft, evidence.renamed(renames));
    }
}
