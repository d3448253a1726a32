package io.regraft.format.pytorch.pickle;

import io.regraft.format.Limits;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.List;

/** A pickle that was read and not run: the tape of its opcodes, and a graph of objects as a view of it. */
public final class Pickle {

    private final Graph graph;
    private final Limits limits;

    private Pickle(Graph graph, Limits limits) {
        this.graph = graph;
        this.limits = limits;
    }

    /**
     * Reads the pickle that starts at the buffer's position; what comes after its STOP is kept.
     *
     * @param bytes must not change afterwards: a heap buffer is not copied. Its position is left alone
     * @param file name of the file, for messages
     * @param part name of the record inside it; empty for the file itself
     */
    public static Pickle parse(ByteBuffer bytes, String file, String part, Limits limits) {
        return parse(Tape.of(bytes, file, part), limits);
    }

    static Pickle parse(Tape tape, Limits limits) {
        return new Pickle(new PickleParser(tape, limits).parse(), limits);
    }

    Graph graph() {
        return graph;
    }

    Limits limits() {
        return limits;
    }

    /** What the pickle makes. */
    public Node root() {
        return node(graph.root);
    }

    Node node(int slot) {
        return new Node(this, graph.object(slot));
    }

    /** The highest protocol that a PROTO opcode names; 0 without one. */
    public int protocol() {
        return graph.protocol;
    }

    /** Bytes up to and with STOP: where the next pickle of a legacy file starts. */
    public int length() {
        return graph.stop + 1;
    }

    /** Bytes after STOP. */
    public int trailing() {
        return graph.tape.size() - length();
    }

    /** Every PERSID, in the order of the tape; the first of each storage gives torch's order of storages. */
    public List<Node> persistentIds() {
        return nodes(graph.persistentIds);
    }

    /** Every node that names a class or function (GLOBAL, and INSTANCE with its name inside), in the order of the tape. */
    public List<Node> globals() {
        return nodes(graph.globals);
    }

    private List<Node> nodes(Ints slots) {
        return new AbstractList<>() {
            @Override
            public Node get(int index) {
                if (index < 0 || index >= slots.size()) {
                    throw new IndexOutOfBoundsException(index);
                }
                return node(slots.get(index));
            }

            @Override
            public int size() {
                return slots.size();
            }
        };
    }

    /** An empty list of edits of this pickle. */
    public PickleEdit edit() {
        return new PickleEdit(this);
    }
}
