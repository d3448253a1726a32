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

/**
 * The tensors of a result, each with the source's object that it keeps.
 *
 * @param all all of them, in order
 * @param changed those that are something else than before, by name or content
 * @param dropped the objects that nothing keeps
 */
record Goals(List<Goal> all, List<Goal> changed, List<Inventory.Found> dropped) {

    Goals {
        all = List.copyOf(all);
        changed = List.copyOf(changed);
        dropped = List.copyOf(dropped);
    }

    static Goals of(Revision revision, Inventory inventory) {
        Map<TensorName, Revised> moved = moved(revision);
        Inventory.Finder finder = inventory.new Finder();
        List<Goal> goals = new ArrayList<>(revision.tensors().size());
        int keepers = 0;
        int last = -1;
        boolean inOrder = true;
        for (Revised r : revision.tensors()) {
            Optional<Inventory.Found> origin = r.origin().map(Tensor::name).flatMap(finder::find);
            boolean keeper = origin.isPresent() && keeps(r, origin.get().name(), moved);
            goals.add(new Goal(r, origin, keeper, false));
            if (keeper) {
                keepers++;
                inOrder &= last < origin.get().number();
                last = origin.get().number();
            }
        }
        if (!inOrder) {
            new EntryOrder(inventory).mark(goals);
        }
        List<Goal> changed = goals.stream().filter(Goals::isChanged).toList();
        // An object has one keeper at most.
        boolean all = keepers == inventory.tensors().size();
        return new Goals(goals, changed, all ? List.of() : dropped(inventory, goals));
    }

    private static boolean isChanged(Goal g) {
        return !g.stays()
                || g.content().isPresent()
                || !g.origin().orElseThrow().name().equals(g.name());
    }

    private static List<Inventory.Found> dropped(Inventory inventory, List<Goal> goals) {
        Set<TensorName> kept = new HashSet<>();
        goals.stream()
                .filter(Goal::keeper)
                .forEach(g -> kept.add(g.origin().orElseThrow().name()));
        return inventory.found().stream().filter(f -> !kept.contains(f.name())).toList();
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
            if (r.origin().isPresent() && !r.origin().get().name().equals(r.name())) {
                TensorName origin = r.origin().get().name();
                moved.merge(origin, r, (a, b) -> isAside(a, origin) && !isAside(b, origin) ? b : a);
            }
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
