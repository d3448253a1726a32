package io.regraft.format.pytorch;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tensors of a result, each with the source's object that it keeps; and the objects that nothing keeps. */
record Goals(List<Goal> all, List<Inventory.Found> dropped) {

    static Goals of(Revision revision, Inventory inventory) {
        Map<TensorName, Revised> moved = moved(revision);
        List<Goal> goals = new ArrayList<>(revision.tensors().size());
        for (Revised r : revision.tensors()) {
            var origin = r.origin().flatMap(t -> inventory.find(t.name()));
            boolean keeper = origin.isPresent() && keeps(r, origin.get().name(), moved);
            goals.add(new Goal(r, origin, keeper));
        }
        return new Goals(List.copyOf(goals), dropped(inventory, goals));
    }

    private static List<Inventory.Found> dropped(Inventory inventory, List<Goal> goals) {
        // An object has one keeper at most.
        if (goals.stream().filter(Goal::keeper).count() == inventory.tensors().size()) {
            return List.of();
        }
        Set<TensorName> kept = new HashSet<>();
        goals.stream()
                .filter(Goal::keeper)
                .forEach(g -> kept.add(g.origin().orElseThrow().name()));
        return inventory.tensors().values().stream()
                .filter(f -> !kept.contains(f.name()))
                .toList();
    }

    /** Of several results of one origin: the one of its name, else the first in its container, else the first. */
    private static boolean keeps(Revised r, TensorName origin, Map<TensorName, Revised> moved) {
        return r.name().equals(origin)
                || Optional.ofNullable(moved.get(origin))
                        .filter(k -> k.name().equals(r.name()))
                        .isPresent();
    }

    /** By origin, the result that keeps it, where none has its name. */
    private static Map<TensorName, Revised> moved(Revision revision) {
        Map<TensorName, Revised> moved = new HashMap<>();
        for (Revised r : revision.tensors()) {
            r.origin()
                    .map(Tensor::name)
                    .filter(origin -> !origin.equals(r.name()))
                    .ifPresent(origin ->
                            moved.merge(origin, r, (a, b) -> isAside(a, origin) && !isAside(b, origin) ? b : a));
        }
        if (!moved.isEmpty()) {
            for (Revised r : revision.tensors()) {
                r.origin().map(Tensor::name).filter(r.name()::equals).ifPresent(moved::remove);
            }
        }
        return moved;
    }

    /** True if it is in another container than its origin was. */
    private static boolean isAside(Revised r, TensorName origin) {
        return !r.name().container().equals(origin.container());
    }
}
