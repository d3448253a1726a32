package io.regraft.format.pytorch.pickle;

import java.util.Locale;

/** The parts of one opcode of a tape, by its own record or that of a mutation. */
final class Parts {

    private final Graph graph;
    private final int op;
    private final int ownerBegin;
    private final int object;
    private final int mutation;

    private Parts(Graph graph, int op, int ownerBegin, int object, int mutation) {
        this.graph = graph;
        this.op = op;
        this.ownerBegin = ownerBegin;
        this.object = object;
        this.mutation = mutation;
    }

    /** What an object is made of. */
    static Parts of(Graph graph, int object) {
        return new Parts(graph, graph.offset(object), graph.begin(object), object, IntMap.MISSING);
    }

    /** The one part of STOP: the whole object. */
    static Parts root(Graph graph) {
        return new Parts(graph, graph.stop, 0, IntMap.MISSING, IntMap.MISSING);
    }

    /** What a mutation puts into its target. */
    static Parts mutation(Graph graph, int mutation) {
        int target = graph.target(mutation);
        return new Parts(graph, graph.mutationOffset(mutation), graph.begin(target), IntMap.MISSING, mutation);
    }

    /** The parts that a place of an {@link Entry} is in. */
    static Parts setter(Graph graph, int owner, int mutation) {
        return mutation < 0 ? of(graph, owner) : mutation(graph, mutation);
    }

    /** Offset of the opcode. */
    int op() {
        return op;
    }

    int ownerBegin() {
        return ownerBegin;
    }

    int count() {
        if (mutation != IntMap.MISSING) {
            return graph.mutationCount(mutation);
        }
        return object == IntMap.MISSING ? 1 : graph.count(object);
    }

    int slot(int part) {
        if (mutation != IntMap.MISSING) {
            return graph.mutationPart(mutation, part);
        }
        return object == IntMap.MISSING ? graph.root : graph.part(object, part);
    }

    /** Where a part begins; of the one after the last, where the opcode stands. */
    int begin(int part) {
        return part < count() ? graph.begin(slot(part)) : op;
    }

    /** True for SETITEM and APPEND, which are pointless without their parts. */
    boolean isSingle() {
        int code = graph.tape.u8(op);
        return code == Op.SETITEM || code == Op.APPEND;
    }

    void need(int part) {
        if (part < 0 || part >= count()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "no part %,d of %,d at byte %,d", part, count(), op));
        }
    }
}
