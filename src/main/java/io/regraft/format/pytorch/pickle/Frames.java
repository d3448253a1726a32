package io.regraft.format.pytorch.pickle;

/** Writes the frames of an edited tape: each stays where it was between the opcodes, its length set when it ends. */
final class Frames {

    private final Graph graph;
    private final Bytes out;
    private int sourceEnd;
    private int lengthAt = -1;

    Frames(Graph graph, Bytes out) {
        this.graph = graph;
        this.out = out;
    }

    /** Writes the FRAME that stands at an offset of the source. */
    void open(int frame) {
        close(out.size());
        out.add(Op.FRAME);
        lengthAt = out.size();
        out.addLittleEndian(0, 8);
        sourceEnd = frame + 9 + (int) graph.tape.i64(frame + 1);
    }

    /** The source is at {@code at}, the output (with what is still to be copied) at {@code written}. */
    void reach(int at, int written) {
        if (lengthAt >= 0 && at >= sourceEnd) {
            close(written);
        }
    }

    /** Offset of the source before which no frame ends. */
    int reachedAt() {
        return lengthAt >= 0 ? sourceEnd : Integer.MAX_VALUE;
    }

    /** The source from {@code start} to {@code end} goes, but its frames. */
    void skip(int start, int end) {
        int number = graph.frames.firstNotBelow(start, 1);
        for (int i = number; i < graph.frames.size() && graph.frames.get(i) < end; i++) {
            open(graph.frames.get(i));
        }
    }

    /** STOP is written; what comes after may still be in the last frame. */
    void finish(int stopEnd) {
        if (lengthAt >= 0) {
            close(out.size() + Math.max(0, sourceEnd - stopEnd));
        }
    }

    private void close(int written) {
        if (lengthAt >= 0) {
            out.setLittleEndian(lengthAt, written - lengthAt - 8L, 8);
            lengthAt = -1;
        }
    }
}
