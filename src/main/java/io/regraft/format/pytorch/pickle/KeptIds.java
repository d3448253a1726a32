package io.regraft.format.pytorch.pickle;

import java.util.List;

/** Whether changes leave the persistent ids of a tape as they are: which come, in what order, with which texts. */
final class KeptIds {

    private final Graph graph;
    /** Opcodes whose parts get new texts. */
    private final IntMap retold = new IntMap();

    KeptIds(Graph graph) {
        this.graph = graph;
    }

    /** False also where it can't be told quickly. */
    boolean areKeptBy(List<Change> changes) {
        if (graph.firstOdd >= 0 || !changes.stream().allMatch(this::isHarmless)) {
            return false;
        }
        for (int i = 0; retold.size() > 0 && i < graph.persistentIds.size(); i++) {
            if (graph.op(id(i)) != Op.BINPERSID || retold.has(graph.offset(graph.object(graph.part(id(i), 0))))) {
                return false;
            }
        }
        return true;
    }

    private int id(int number) {
        return graph.persistentIds.get(number);
    }

    private boolean isHarmless(Change c) {
        for (NewValue value : c.values()) {
            if (value.refers() || value.holdsId()) {
                return false;
            }
            if (value instanceof NewValue.Text) {
                retold.put(c.op(), 1);
            }
        }
        int next = firstNotBefore(c.start());
        boolean around = next < graph.persistentIds.size() && graph.offset(id(next)) < c.end();
        return !around && graph.tape.u8(c.op()) != Op.BINPERSID;
    }

    /** Number of the first id at an offset or later. */
    private int firstNotBefore(int offset) {
        int low = 0;
        int high = graph.persistentIds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (graph.offset(id(middle)) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
