package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.migration.EditedValues;
import io.regraft.migration.Located;
import io.regraft.migration.Names;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.problem.NearestName;
import io.regraft.problem.RegraftException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A path that a step gives a value that is no tensor, or takes it from. */
record ValuePlace(Located<TensorName> path, StateDict state) {

    private static final Set<String> FIXED = Set.of("tuple", "set", "frozenset");

    private TensorName name() {
        return path.value();
    }

    private EditedValues values() {
        return state.values();
    }

    /** True if there is such a value. */
    boolean isThere() {
        return values().find(name()).isPresent();
    }

    /** Throws if the path is a tensor, or leads to some or through one. */
    void requireNoTensor(Step step) {
        if (name().parts().isEmpty()) {
            throw Step.wrong(
                    path.at(), "'.' is the whole checkpoint", "Name a value in it, as hyper_parameters/n_speakers.");
        }
        for (TensorName above = name(); !above.parts().isEmpty(); above = above.container()) {
            boolean hasValues = !above.equals(name()) && Containers.isOfGroups(state.source());
            if (state.find(above).isPresent() && !hasValues) {
                throw Step.wrong(
                        path.at(),
                        above.equals(name())
                                ? "'" + name() + "' is a tensor"
                                : "'" + name() + "' would be in '" + above + "', which is a tensor",
                        step.ruleName() + " takes values that are no tensors; see drop, create and cast for those.");
            }
        }
        List<TensorName> held =
                state.names().stream().filter(t -> t.isUnder(name())).toList();
        if (!held.isEmpty()) {
            throw Step.wrong(
                    path.at(),
                    String.format(
                            Locale.ROOT,
                            "'%s' holds %s: %s",
                            name(),
                            Axis.count(held.size(), "tensor"),
                            Names.some(held)),
                    step.ruleName() + " takes values that are no tensors; drop those before.");
        }
    }

    /** Why nothing can be put there that is not there yet. */
    Optional<RegraftException> unfit() {
        TensorName container = name().container();
        Value.Container holder = values().containers().get(container);
        boolean ofTensor =
                Containers.isOfGroups(state.source()) && state.find(container).isPresent();
        if (holder == null && (isMetadata() || ofTensor)) {
            return Optional.empty();
        }
        if (holder == null && container.parts().isEmpty()) {
            return Optional.of(Step.wrong(
                    path.at(),
                    state.source().name() + " is no dict, and takes no value '" + name() + "'",
                    "For what there is: regraft inspect " + state.source().name()));
        }
        if (holder == null) {
            Optional<Value> leaf = values().find(container);
            return Optional.of(Step.wrong(
                    path.at(),
                    "there is no container '" + container + "' in "
                            + state.source().name() + " for '" + name() + "'"
                            + leaf.map(v -> ": that is " + v.text()).orElseGet(() -> nearest(container, containers())),
                    state.files().paths().contains(container.text())
                            ? "Files beside the tensors are changed by edit_file."
                            : "Set the container itself, to a map or a list, or write its path as regraft inspect"
                                    + " shows it."));
        }
        boolean fits = holder.type().equals("list")
                ? name().key().equals(Integer.toString(holder.size()))
                : !FIXED.contains(holder.type());
        return fits
                ? Optional.empty()
                : Optional.of(Step.wrong(
                        path.at(),
                        String.format(
                                Locale.ROOT, "'%s' has no '%s': it is a %s", container, name().key(), holder.text()),
                        holder.type().equals("list")
                                ? "An item that is there can be set, and a new one at the end: "
                                        + container.child(Integer.toString(holder.size()))
                                : "Set the items that it has, or the whole of it."));
    }

    /** The one container that comes with its first key. */
    private boolean isMetadata() {
        return state.source().format().equals("safetensors")
                && name().parts().size() == 2
                && name().parts().get(0).equals("__metadata__");
    }

    /** Says that nothing is there, and what is. */
    RegraftException missing() {
        return Step.wrong(
                path.at(),
                "there is no value '" + name() + "' in " + state.source().name()
                        + nearest(name(), Stream.concat(containers(), values().values().keySet().stream())),
                "For the values: regraft inspect --json " + state.source().name());
    }

    /** Throws if what is there can't be taken out without giving others another name. */
    void requireRemovable(Step step) {
        TensorName container = name().container();
        Value.Container holder = values().containers().get(container);
        boolean last = holder != null && name().key().equals(Integer.toString(holder.size() - 1));
        boolean fits = holder == null || (holder.type().equals("list") ? last : !FIXED.contains(holder.type()));
        Step.require(
                fits,
                path.at(),
                "Set the whole of '" + container + "', or take a list's items from its end.",
                "%s can't take '%s' out of '%s', a %s, whose items are named by position",
                step.ruleName(),
                name(),
                container,
                holder == null ? "" : holder.text());
    }

    private Stream<TensorName> containers() {
        return values().containers().keySet().stream();
    }

    private static String nearest(TensorName wanted, Stream<TensorName> there) {
        return NearestName.of(
                        wanted.text(), there.map(TensorName::text).distinct().toList())
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("");
    }
}
