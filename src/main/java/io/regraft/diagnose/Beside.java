package io.regraft.diagnose;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands beside the tensors of a state dict and is none: numbers, texts, containers without tensors. A strict
 * {@code load_state_dict} takes its keys for those of tensors.
 */
final class Beside {

    private static final Set<String> DICTS = Set.of("dict", "OrderedDict", "defaultdict");
    /** Not a tensor, and expected: what a module's {@code get_extra_state} gives. */
    private static final String EXTRA_STATE = "_extra_state";

    private static final int SHOWN = 3;

    private Beside() {}

    /** Their names, counted from the container; none where that is no dict. */
    static Set<TensorName> in(Checkpoint checkpoint, TensorName under) {
        Set<TensorName> beside = new LinkedHashSet<>();
        Value.Container container = checkpoint.containers().get(under);
        if (container == null || !DICTS.contains(container.type())) {
            return beside;
        }
        checkpoint.values().keySet().stream()
                .filter(n -> isIn(n, under))
                .map(n -> n.relativeTo(under))
                .forEach(beside::add);
        checkpoint.containers().forEach((name, value) -> {
            if (isIn(name, under)
                    && !value.type().equals("metadata")
                    && checkpoint.tensors().stream().noneMatch(t -> t.name().isUnder(name))) {
                beside.add(name.relativeTo(under));
            }
        });
        return beside;
    }

    private static boolean isIn(TensorName name, TensorName container) {
        return !name.equals(TensorName.ROOT)
                && name.container().equals(container)
                && !name.key().endsWith(EXTRA_STATE);
    }

    /** Those that a program which asks for just the target's names does not expect. */
    static List<TensorName> unexpected(Checkpoint checkpoint, Placement placement) {
        boolean stateDict = placement.target().spec().tensors().keySet().stream()
                        .allMatch(n -> n.parts().size() == 1)
                && checkpoint.tensors().stream()
                        .anyMatch(t -> t.name().container().equals(placement.under()));
        return stateDict
                ? in(checkpoint, placement.under()).stream()
                        .filter(n -> !placement.target().beside().contains(n))
                        .toList()
                : List.of();
    }

    /** The cause, and steps that take them out. */
    static Repair repair(List<TensorName> names, Evidence evidence) {
        String shown = names.stream().limit(SHOWN).map(n -> "'" + n + "'").collect(Collectors.joining(", "));
        String more = names.size() > SHOWN ? String.format(Locale.ROOT, " and %,d more", names.size() - SHOWN) : "";
        Cause cause = new Cause(
                "values-beside",
                Cause.Verdict.REVIEW,
                names.size() == 1
                        ? shown + " stands among the tensors and is none"
                        : String.format(
                                Locale.ROOT, "%,d entries among the tensors are none: %s%s", names.size(), shown, more),
                List.of("A strict load_state_dict of this dict stops: unexpected key. A program that takes what is no"
                        + " tensor out first does not."),
                names);
        List<String> paths =
                names.stream().map(n -> evidence.under().resolve(n).text()).toList();
        Object path = paths.size() == 1 ? paths.get(0) : paths;
        Draft.Step step = Draft.Step.toReview("unset", Map.of("path", path), "only if no program reads them");
        return new Repair(cause, Draft.of(step), evidence);
    }
}
