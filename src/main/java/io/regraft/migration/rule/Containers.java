package io.regraft.migration.rule;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.migration.EditedValues;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.problem.NearestName;
import io.regraft.problem.Where;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What rules that add, remove or rename tensors demand of the containers these are in. */
final class Containers {

    /** Their items are named by position: one can't come or go without renaming others. */
    private static final Set<String> POSITIONAL = Set.of("list", "tuple", "set", "frozenset");

    /** Containers of HDF5, which are made where they are not there. */
    private static final String GROUP = "group";

    private Containers() {}

    /** Throws if the tensor is an item of a list. */
    static void requireKeyed(Step step, StateDict state, TensorName name) {
        Value.Container container = state.values().containers().get(name.container());
        Step.require(
                container == null || !POSITIONAL.contains(container.type()),
                step.at(),
                "Rules add, remove and rename tensors by key, in dicts.",
                "%s can't take %s: its container '%s' is a %s",
                step.ruleName(),
                name,
                name.container(),
                container == null ? "" : container.type());
    }

    /** Throws unless a new tensor of this name can be put in: a key that is free, in a container that is there. */
    static void requireFree(Step step, StateDict state, TensorName name, Where at) {
        EditedValues values = state.values();
        Step.require(!name.key().isEmpty(), at, "Give it a name.", "the name of a tensor would be empty");
        TensorName container = name.container();
        if (!container.equals(TensorName.ROOT)
                && !values.containers().containsKey(container)
                && !isOfGroups(state.source())) {
            List<String> there =
                    values.containers().keySet().stream().map(TensorName::text).toList();
            String nearest = NearestName.of(container.text(), there)
                    .map(n -> "; did you mean '" + n + "'?")
                    .orElse("");
            throw Step.wrong(
                    at,
                    "there is no container '" + container + "' in "
                            + state.source().name() + " for '" + name + "'" + nearest,
                    "A tensor's full name is its path: the containers, then the key. "
                            + "A '/' that belongs to the key is written \\/.");
        }
        requireKeyed(step, state, name);
        Optional<Value> taken = values.find(name);
        Step.require(
                taken.isEmpty(),
                at,
                "Choose another name.",
                "'%s' is there already, as %s",
                name,
                taken.map(Value::text).orElse(""));
    }

    /** True if tensors lie in groups, which come with them, and may have values themselves. */
    static boolean isOfGroups(Checkpoint source) {
        Value.Container root = source.containers().get(TensorName.ROOT);
        return root != null && root.type().equals(GROUP);
    }

    /** Where new tensors of a container go if nothing else is said: after its last. */
    static final class Ends {

        private final Map<TensorName, TensorName> in = new HashMap<>();
        private final Map<TensorName, TensorName> under = new HashMap<>();

        Ends(StateDict state) {
            for (TensorName name : state.names()) {
                in.put(name.container(), name);
                for (int parts = name.parts().size() - 1; parts >= 0; parts--) {
                    under.put(new TensorName(name.parts().subList(0, parts)), name);
                }
            }
        }

        /** The last tensor in the container, else under it, else of all. */
        Optional<TensorName> of(TensorName container) {
            return Optional.ofNullable(in.get(container))
                    .or(() -> Optional.ofNullable(under.get(container)))
                    .or(() -> Optional.ofNullable(under.get(TensorName.ROOT)));
        }
    }
}
