package io.regraft.plan.rewrite;

import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Gather;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two gathers along one axis are one.
 *
 * <pre>
 * gather [3, 1] of (gather [5, 6, 7, 8] of x)  ->  gather [8, 6] of x
 * </pre>
 *
 * New rows keep the basis that their own step saw, so a mean stays the mean of those rows. Fills that no row of the
 * result comes from any more are left out.
 */
final class GatherOfGather implements Rewrite {

    @Override
    public Optional<Expression> apply(Expression e) {
        if (!(e instanceof Gather outer) || !(outer.input() instanceof Gather inner) || outer.axis() != inner.axis()) {
            return Optional.empty();
        }
        List<NewRows> fills = new ArrayList<>(inner.fills());
        fills.addAll(outer.fills());
        RowMap map = inner.map().then(outer.map(), inner.fills().size());
        return Optional.of(withoutUnusedFills(inner.input(), outer.axis(), map, fills));
    }

    private static Gather withoutUnusedFills(Expression input, int axis, RowMap map, List<NewRows> fills) {
        int[] renumbered = new int[fills.size()];
        for (int r = 0; r < map.runs(); r++) {
            if (map.source(r) != RowMap.INPUT) {
                renumbered[map.source(r)] = 1;
            }
        }
        List<NewRows> used = new ArrayList<>();
        for (int f = 0; f < renumbered.length; f++) {
            if (renumbered[f] == 1) {
                renumbered[f] = used.size();
                used.add(fills.get(f));
            }
        }
        if (used.size() == fills.size()) {
            return new Gather(input, axis, map, fills);
        }
        RowMap.Builder b = RowMap.builder();
        for (int r = 0; r < map.runs(); r++) {
            int source = map.source(r) == RowMap.INPUT ? RowMap.INPUT : renumbered[map.source(r)];
            b.add(source, map.start(r), map.length(r));
        }
        return new Gather(input, axis, b.build(), used);
    }
}
