package io.regraft.format.pytorch.pickle;

/** Opcodes that change an object which they fetched: what they do may be lost where they go, or the object moves. */
final class Effects {

    /** More of them are not looked through for each object that moves. */
    private static final int MOST = 1_000;

    private final Graph graph;

    Effects(Graph graph) {
        this.graph = graph;
    }

    /** True if something that a range makes was changed from outside of it by an opcode that is already passed by. */
    boolean isLost(int begin, int end, int reached) {
        if (graph.remote.size() > MOST) {
            return true;
        }
        for (int i = 0; i < graph.remote.size() && at(i) < reached; i++) {
            boolean inside = begin <= target(i) && target(i) < end;
            if (inside && (at(i) < begin || at(i) >= end)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses to lose a change that a range makes to an object outside of it. */
    void needNone(int begin, int end) {
        for (int i = first(begin); i < graph.remote.size() && at(i) < end; i++) {
            if (target(i) < begin || target(i) >= end) {
                throw graph.tape.refused(
                        at(i), "what is removed changes an object outside of it, at this place", Rewriter.AGAIN);
            }
        }
    }

    private int first(int begin) {
        int low = 0;
        int high = graph.remote.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle) < begin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Offset of the opcode that makes the change. */
    private int at(int number) {
        return graph.mutationOffset(graph.remote.get(number));
    }

    /** Offset of the opcode that made what it changes. */
    private int target(int number) {
        return graph.offset(graph.object(graph.target(graph.remote.get(number))));
    }
}
