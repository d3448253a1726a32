package io.regraft.format.pytorch.pickle;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What one object holds, in order, with the changes of an edit done; worked out from the graph and the wishes alone, the
 * tape's bytes have no part in it. Filled again for each object.
 */
final class Contents {

    // How an object holds something.
    static final byte PART = 0;
    static final byte KEY = 1;
    static final byte VALUE = 2;
    static final byte ITEM = 3;
    static final byte STATE = 4;

    private final Graph graph;
    private final Change[] changes;
    /** From an opcode to the first of its changes. */
    private final IntMap firstChange = new IntMap();

    /** Offsets of the opcodes with changes: quicker to ask, and most have none. */
    private final BitSet changed = new BitSet();

    private byte[] roles = new byte[16];
    private int[] slots = new int[16];
    private NewValue[] values = new NewValue[16];
    private int size;

    Contents(Graph graph, List<Change> changes) {
        this.graph = graph;
        this.changes = changes.toArray(Change[]::new);
        Arrays.sort(this.changes, Change::byPart);
        for (int i = this.changes.length - 1; i >= 0; i--) {
            firstChange.put(this.changes[i].op(), i);
            changed.set(this.changes[i].op());
        }
    }

    int size() {
        return size;
    }

    byte role(int index) {
        return roles[index];
    }

    int slot(int index) {
        return slots[index];
    }

    /** True if what is held here is new, and {@link #value} tells what. */
    boolean isNew(int index) {
        return values[index] != null;
    }

    NewValue value(int index) {
        return values[index];
    }

    void fill(int object) {
        size = 0;
        int op = graph.op(object);
        byte first = switch (op) {
            case Op.DICT -> KEY;
            case Op.LIST, Op.TUPLE, Op.TUPLE1, Op.TUPLE2, Op.TUPLE3, Op.FROZENSET -> ITEM;
            default -> PART;
        };
        if (changed.get(graph.offset(object))) {
            add(Parts.of(graph, object), first);
        } else {
            for (int i = 0, count = graph.count(object); i < count; i++) {
                add(role(first, i), graph.part(object, i), null);
            }
        }
        if (isMutable(op)) {
            for (int m = graph.firstMutation(object); m != IntMap.MISSING; m = graph.mutationAfter(object, m)) {
                fillMutation(m);
            }
        }
    }

    private static boolean isMutable(int op) {
        return Op.kind(op) != NodeKind.TUPLE && Op.kind(op) != NodeKind.FROZENSET;
    }

    private void fillMutation(int mutation) {
        int op = graph.mutationOp(mutation);
        byte role = Op.setsKeys(op) ? KEY : op == Op.BUILD ? STATE : ITEM;
        if (changed.get(graph.mutationOffset(mutation))) {
            add(Parts.mutation(graph, mutation), role);
            return;
        }
        for (int i = 0, count = graph.mutationCount(mutation); i < count; i++) {
            add(role(role, i), graph.mutationPart(mutation, i), null);
        }
    }

    /** The whole object, as STOP gives it. */
    void fillRoot() {
        size = 0;
        add(Parts.root(graph), PART);
    }

    private void add(Parts parts, byte role) {
        int next = firstChange.get(parts.op());
        int count = parts.count();
        if (next == IntMap.MISSING) {
            next = changes.length;
        }
        int step = role == KEY ? 2 : 1;
        for (int i = 0; i < count; i++) {
            next = inserted(parts, next, i, role);
            Change change = next < changes.length ? changes[next] : null;
            if (change == null || change.op() != parts.op() || change.part() != i) {
                add(role(role, i), parts.slot(i), null);
            } else if (change.kind() == Change.Kind.REPLACE) {
                add(role(role, i), 0, change.values().get(0));
                next++;
            } else {
                next = after(parts, i + step);
                i += step - 1;
            }
        }
        next = inserted(parts, next, count, role);
        inserted(parts, next, Change.MADE, role);
    }

    /** Adds what is inserted before a part; gives the first change that is something else. */
    private int inserted(Parts parts, int from, int part, byte role) {
        int next = from;
        while (next < changes.length
                && changes[next].op() == parts.op()
                && changes[next].part() == part
                && changes[next].isInsert()) {
            List<NewValue> entry = changes[next].values();
            if (entry.size() == 2) {
                add(KEY, 0, entry.get(0));
                add(VALUE, 0, entry.get(1));
            } else {
                add(role == PART ? ITEM : role, 0, entry.get(0));
            }
            next++;
        }
        return next;
    }

    /** The first change of this opcode at a part or later. */
    private int after(Parts parts, int part) {
        int next = firstChange.get(parts.op());
        while (next < changes.length && changes[next].op() == parts.op() && changes[next].part() < part) {
            next++;
        }
        return next;
    }

    private static byte role(byte first, int index) {
        return first == KEY && index % 2 == 1 ? VALUE : first;
    }

    private void add(byte role, int slot, NewValue value) {
        if (size == roles.length) {
            roles = Arrays.copyOf(roles, size * 2);
            slots = Arrays.copyOf(slots, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        roles[size] = role;
        slots[size] = slot;
        values[size++] = value;
    }
}
