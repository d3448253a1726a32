package io.regraft.format.pytorch;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors of a result, each with the source's object that it keeps; and the objects that nothing keeps. */
record Goals(List<Goal> all, List<GraphWalk.Found> dropped) {

    static Goals of(Revision revision, List<GraphWalk.Found> found) {
        Map<TensorName, GraphWalk.Found> byName = new LinkedHashMap<>();
        found.forEach(f -> byName.put(f.name(), f));
        Map<TensorName, Revised> keepers = keepers(revision);
        List<Goal> goals = new ArrayList<>(revision.tensors().size());
        for (Revised r : revision.tensors()) {
            var origin = r.origin().map(Tensor::name).map(byName::get);
            boolean keeper = origin.isPresent()
                    && keepers.get(origin.get().name()).name().equals(r.name());
            goals.add(new Goal(r, origin, keeper));
        }
        List<GraphWalk.Found> dropped =
                found.stream().filter(f -> !keepers.containsKey(f.name())).toList();
        return new Goals(List.copyOf(goals), dropped);
    }

    /** Of several results of one origin: the one of its name, else the first in its container, else the first. */
    private static Map<TensorName, Revised> keepers(Revision revision) {
        Map<TensorName, Revised> keepers = new HashMap<>();
        for (Revised r : revision.tensors()) {
            r.origin()
                    .ifPresent(t ->
                            keepers.merge(t.name(), r, (a, b) -> rank(b, t.name()) < rank(a, t.name()) ? b : a));
        }
        return keepers;
    }

    private static int rank(Revised r, TensorName origin) {
        if (r.name().equals(origin)) {
            return 0;
        }
        return r.name().container().equals(origin.container()) ? 1 : 2;
    }
}
