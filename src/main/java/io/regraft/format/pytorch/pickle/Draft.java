package io.regraft.format.pytorch.pickle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** New values as opcodes that every loader takes, and where among them objects of the source shall stand. */
final class Draft {

    private final Graph graph;
    private final Bytes bytes;
    /** Pairs of a position in the bytes and an object of the source that belongs there. */
    private final List<int[]> references = new ArrayList<>(0);

    private Draft(Graph graph, Bytes bytes) {
        this.graph = graph;
        this.bytes = bytes;
    }

    /** The values of a change, one after the other, in bytes of their own. */
    static Draft of(Graph graph, Change change) {
        Draft draft = new Draft(graph, new Bytes(64));
        draft.write(change);
        return draft;
    }

    /** Writes the values of a change that refers to nothing. */
    static void write(Graph graph, Change change, Bytes out) {
        new Draft(graph, out).write(change);
    }

    private void write(Change change) {
        boolean old = change.kind() == Change.Kind.REPLACE && isPythonTwo(graph, change.start());
        for (NewValue value : change.values()) {
            if (old && value instanceof NewValue.Text text && fitsPythonTwo(text.value())) {
                shortString(text.value());
            } else {
                value(value);
            }
        }
        if (change.closing() != 0) {
            bytes.add(change.closing());
        }
    }

    private static boolean isPythonTwo(Graph graph, int at) {
        int op = graph.tape.u8(at);
        return op == Op.SHORT_BINSTRING || op == Op.BINSTRING || op == Op.STRING;
    }

    private static boolean fitsPythonTwo(String text) {
        return text.length() < 256 && Texts.isAscii(text);
    }

    byte[] bytes() {
        return bytes.toArray();
    }

    List<int[]> references() {
        return references;
    }

    private void value(NewValue value) {
        if (value instanceof NewValue.None) {
            bytes.add(Op.NONE);
        } else if (value instanceof NewValue.Bool bool) {
            bytes.add(bool.value() ? Op.NEWTRUE : Op.NEWFALSE);
        } else if (value instanceof NewValue.Int integer) {
            PickleWriter.integer(bytes, integer.value());
        } else if (value instanceof NewValue.Real real) {
            bytes.add(Op.BINFLOAT);
            bytes.add(ByteBuffer.allocate(8).putDouble(real.value()).array());
        } else if (value instanceof NewValue.Text text) {
            text(text.value());
        } else if (value instanceof NewValue.Named named) {
            global(named.name());
        } else if (value instanceof NewValue.EmptyDict) {
            bytes.add(Op.EMPTY_DICT);
        } else if (value instanceof NewValue.EmptyList) {
            bytes.add(Op.EMPTY_LIST);
        } else {
            holding(value);
        }
    }

    private void holding(NewValue value) {
        if (value instanceof NewValue.Tuple tuple) {
            tuple(tuple.items());
        } else if (value instanceof NewValue.Items items) {
            filled(Op.EMPTY_LIST, items.values(), Op.APPENDS);
        } else if (value instanceof NewValue.Fields fields) {
            filled(Op.EMPTY_DICT, fields.flat(), Op.SETITEMS);
        } else if (value instanceof NewValue.Reduce reduce) {
            value(reduce.callable());
            value(reduce.args());
            bytes.add(Op.REDUCE);
        } else if (value instanceof NewValue.PersistentId id) {
            value(id.id());
            bytes.add(Op.BINPERSID);
        } else if (value instanceof NewValue.Existing existing) {
            existing(existing.node());
        } else {
            throw new AssertionError(value);
        }
    }

    private void filled(int empty, List<NewValue> parts, int closing) {
        bytes.add(empty);
        if (!parts.isEmpty()) {
            bytes.add(Op.MARK);
            parts.forEach(this::value);
            bytes.add(closing);
        }
    }

    private void text(String text) {
        byte[] utf8 = Texts.encode(text);
        bytes.add(Op.BINUNICODE);
        bytes.addLittleEndian(utf8.length, 4);
        bytes.add(utf8);
    }

    private void shortString(String ascii) {
        bytes.add(Op.SHORT_BINSTRING);
        bytes.add(ascii.length());
        bytes.add(Texts.encode(ascii));
    }

    private void global(Global name) {
        if (name.module().indexOf('\n') >= 0 || name.name().indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a name in two lines: " + name);
        }
        bytes.add(Op.GLOBAL);
        bytes.add(Texts.encode(name.module() + "\n" + name.name() + "\n"));
    }

    private void tuple(List<NewValue> items) {
        if (items.size() > 3) {
            bytes.add(Op.MARK);
        }
        items.forEach(this::value);
        switch (items.size()) {
            case 0 -> bytes.add(Op.EMPTY_TUPLE);
            case 1 -> bytes.add(Op.TUPLE1);
            case 2 -> bytes.add(Op.TUPLE2);
            case 3 -> bytes.add(Op.TUPLE3);
            default -> bytes.add(Op.TUPLE);
        }
    }

    /** What can't change is written again; an object of its own is to be the same one. */
    private void existing(Node node) {
        if (node.pickle().graph() != graph) {
            throw new IllegalArgumentException("a node of another pickle");
        }
        int object = node.id();
        if (isRewritten(graph, object)) {
            bytes.add(graph.tape.bytes(), object, graph.tape.next(object));
        } else {
            references.add(new int[] {bytes.size(), object});
        }
    }

    /** True for scalars, names and the empty tuple. */
    static boolean isRewritten(Graph graph, int object) {
        return object >= 0 && Op.isScalar(graph.tape.u8(object));
    }
}
