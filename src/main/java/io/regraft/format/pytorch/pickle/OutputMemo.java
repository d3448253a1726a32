package io.regraft.format.pytorch.pickle;

import java.util.Arrays;

/**
 * What the memo of an edited tape holds at the place that is being written.
 *
 * <p>A PUT of the source is known by its offset; one that the source lacks, by the complement of the offset of the opcode
 * that it is to follow. Only those are followed that somebody fetches.
 */
final class OutputMemo {

    private static final long UNBOUND = -1;

    private final Graph graph;
    /** From a PUT to its place in {@link #indices}. */
    private final IntMap wanted = new IntMap();
    /** From an index that several PUTs use to the one that holds it. */
    private final IntMap holders = new IntMap();

    private long[] indices = new long[16];
    private boolean anyNew;
    private long memoized;
    private long fresh;

    OutputMemo(Graph graph, Ints referenced) {
        this.graph = graph;
        this.fresh = graph.highestIndex + 1;
        for (int i = 2; i < graph.fetches.size(); i += Graph.FETCH_SIZE) {
            want(graph.fetches.get(i));
        }
        for (int i = 0; i < referenced.size(); i++) {
            int put = put(referenced.get(i));
            anyNew |= put < 0;
            want(put);
        }
    }

    /** The PUT that an object has, or is to get. */
    int put(int object) {
        int put = graph.putOf(object);
        return put >= 0 ? put : ~graph.offset(object);
    }

    private void want(int put) {
        if (!wanted.has(put)) {
            int place = wanted.size();
            if (place == indices.length) {
                indices = Arrays.copyOf(indices, place * 2);
            }
            indices[place] = UNBOUND;
            wanted.put(put, place);
        }
    }

    /** True if some object has no PUT but needs one. */
    boolean wantsNew() {
        return anyNew;
    }

    /** True if the object that ends before {@code next} has no PUT but needs one. */
    boolean wantsNew(int opcode) {
        return anyNew && wanted.has(~opcode);
    }

    boolean isBound(int put) {
        return indices[wanted.get(put)] != UNBOUND;
    }

    /** The index of a PUT whose object is in the memo. */
    long index(int put) {
        return indices[wanted.get(put)];
    }

    /** A PUT of the source was written. */
    void written(int put) {
        boolean positional = graph.tape.u8(put) == Op.MEMOIZE;
        long index = positional ? memoized++ : Scalars.memoIndex(graph.tape, put) & 0xFFFF_FFFFL;
        if (graph.rebound.size() > 0 && graph.rebound.has((int) index)) {
            release((int) index, put);
        }
        if (wanted.has(put)) {
            indices[wanted.get(put)] = index;
        }
    }

    /** An index is used again: what it held is out of reach. */
    private void release(int index, int put) {
        int before = holders.get(index);
        if (before != IntMap.MISSING && wanted.has(before)) {
            indices[wanted.get(before)] = UNBOUND;
        }
        holders.put(index, put);
    }

    /** Writes a PUT that the source lacks, behind the opcode at an offset. */
    void writeNew(int opcode, Bytes out) {
        long index = graph.memoizes > 0 ? memoized++ : fresh++;
        if (graph.memoizes > 0) {
            out.add(Op.MEMOIZE);
        } else if (index < 256) {
            out.add(Op.BINPUT);
            out.add((int) index);
        } else if (index <= 0xFFFF_FFFFL) {
            out.add(Op.LONG_BINPUT);
            out.addLittleEndian(index, 4);
        } else {
            throw graph.tape.refused(
                    opcode,
                    "the memo of the pickle is numbered up to its end, and there is no number left for this object",
                    "Load the file with its own program and save it again, then edit the result.");
        }
        indices[wanted.get(~opcode)] = index;
    }

    static void writeGet(long index, Bytes out) {
        out.add(index < 256 ? Op.BINGET : Op.LONG_BINGET);
        out.addLittleEndian(index, index < 256 ? 1 : 4);
    }
}
