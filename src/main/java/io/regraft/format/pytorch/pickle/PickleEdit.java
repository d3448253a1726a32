package io.regraft.format.pytorch.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Edits of a pickle, all said against the source, done at once by {@link #apply()}.
 *
 * <p>An edit is at a position: where one object was shared, the others keep what they had. The exception is what is
 * edited <em>inside</em> a shared object, which all its owners see. Edits inside of what is removed are moot unless a
 * part of it is still needed elsewhere. Two edits of one position are a mistake of the caller. What can't be edited is
 * refused by name when it is said or in {@link #apply()}.
 */
public final class PickleEdit {

    private static final long FIRST = 0;
    private static final long AFTER = 1L << 40;
    private static final long LAST = 1L << 41;
    private static final int NONE = -2;

    private final Pickle pickle;
    private final Graph graph;
    private final List<Change> changes = new ArrayList<>();
    /** Per object: the last mutation that sets keys (appends); −1 the object itself. */
    private final IntMap lastKeys = new IntMap();

    private final IntMap lastAppend = new IntMap();

    PickleEdit(Pickle pickle) {
        this.pickle = pickle;
        this.graph = pickle.graph();
    }

    /** Replaces the whole object. */
    public PickleEdit replaceRoot(NewValue value) {
        return replace(Parts.root(graph), 0, value);
    }

    /** Replaces the callable of a REDUCE or NEWOBJ. */
    public PickleEdit replaceCallable(Node call, NewValue value) {
        if (call.kind() != NodeKind.REDUCE && call.kind() != NodeKind.NEWOBJ) {
            throw new IllegalArgumentException("no call: " + call);
        }
        return replace(Parts.of(graph, own(call)), 0, value);
    }

    /** Replaces an argument of a call, counted from 0. */
    public PickleEdit replaceArgument(Node call, int index, NewValue value) {
        if (call.kind() == NodeKind.INSTANCE) {
            return replace(Parts.of(graph, own(call)), index + (graph.op(call.id()) == Op.OBJ ? 1 : 0), value);
        }
        Node args = call.argsNode()
                .filter(n -> n.kind() == NodeKind.TUPLE)
                .orElseThrow(() -> new IllegalArgumentException("no arguments: " + call));
        return replaceItem(args, index, value);
    }

    /** Replaces an item of a tuple or list, or of an object that items are appended to, counted from 0. */
    public PickleEdit replaceItem(Node sequence, int index, NewValue value) {
        if (sequence.kind() == NodeKind.TUPLE) {
            return replace(Parts.of(graph, own(sequence)), index, value);
        }
        ItemPlace item = item(sequence, index);
        return replace(item.parts, item.part, value);
    }

    /** Replaces the value of an entry. */
    public PickleEdit replaceValue(Entry entry, NewValue value) {
        ItemPlace place = place(entry, entry.times() - 1, 1);
        return replace(place.parts, place.part, value);
    }

    /** Gives an entry another key; only this entry. */
    public PickleEdit rename(Entry entry, NewValue key) {
        for (int i = 0; i < entry.times(); i++) {
            ItemPlace place = place(entry, i, 0);
            replace(place.parts, place.part, key);
        }
        return this;
    }

    /** Takes an entry out of its mapping. */
    public PickleEdit remove(Entry entry) {
        for (int i = 0; i < entry.times(); i++) {
            if (entry.setter(i) == Entry.GIVEN) {
                removeItem(entry.owner().args().get(0), entry.part(i));
            } else {
                ItemPlace place = place(entry, i, 0);
                removeParts(place.parts, place.part, 2);
            }
        }
        return this;
    }

    /** Puts an entry before all others of a mapping; several in the order of the calls. */
    public PickleEdit insertFirst(Node mapping, NewValue key, NewValue value) {
        int owner = own(needMapping(mapping).mapping());
        if (!mapping.givenPairs().isEmpty()) {
            throw onlyLast(owner);
        }
        if (graph.op(owner) == Op.DICT && graph.count(owner) > 0) {
            return insertBefore(Parts.of(graph, owner), 0, List.of(key, value), order(FIRST));
        }
        return insertWhenMade(owner, List.of(key, value), Op.SETITEM, order(FIRST));
    }

    /** Puts an entry right after another, which may itself be removed; several in the order of the calls. */
    public PickleEdit insertAfter(Entry entry, NewValue key, NewValue value) {
        if (entry.setter(0) == Entry.GIVEN) {
            throw onlyLast(own(entry.owner()));
        }
        Parts parts = Parts.setter(graph, own(entry.owner()), entry.setter(0));
        return insertAfter(parts, entry.part(0) + 2, List.of(key, value), order(AFTER));
    }

    /** Puts an entry after all others of a mapping; several in the order of the calls. */
    public PickleEdit insertLast(Node mapping, NewValue key, NewValue value) {
        int owner = own(needMapping(mapping).mapping());
        Optional<Parts> parts = lastSetter(owner, true);
        return parts.isEmpty()
                ? insertWhenMade(owner, List.of(key, value), Op.SETITEM, order(LAST))
                : insertAfter(parts.get(), parts.get().count(), List.of(key, value), order(LAST));
    }

    /** Puts an item at the end of a list. */
    public PickleEdit append(Node list, NewValue value) {
        int owner = own(needList(list));
        Optional<Parts> parts = lastSetter(owner, false);
        return parts.isEmpty()
                ? insertWhenMade(owner, List.of(value), Op.APPEND, order(LAST))
                : insertAfter(parts.get(), parts.get().count(), List.of(value), order(LAST));
    }

    /** Takes an item, counted from 0, out of a list. */
    public PickleEdit removeItem(Node list, int index) {
        ItemPlace item = item(needList(list), index);
        return removeParts(item.parts, item.part, 1);
    }

    /** True if nothing is to be done. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * The edited pickle, with the bytes after STOP. It was read again and compared with what was meant; with no edits it
     * is the source, byte for byte.
     */
    public byte[] apply() {
        if (changes.isEmpty()) {
            return Arrays.copyOf(graph.tape.bytes(), graph.tape.size());
        }
        EditedPickle edited = edited();
        edited.prove();
        byte[] bytes = new byte[edited.bytes().remaining()];
        edited.bytes().get(bytes);
        return bytes;
    }

    /** The same, with the proof left to the caller; only where there are edits. */
    public EditedPickle edited() {
        return EditedPickle.of(pickle, changes);
    }

    // From wishes to changes

    private PickleEdit replace(Parts parts, int part, NewValue value) {
        parts.need(part);
        int slot = parts.slot(part);
        int end = graph.end(slot);
        if (isCopy(slot) || isCopied(parts, part + 1)) {
            throw readOnly(parts.op());
        }
        changes.add(new Change(
                Change.Kind.REPLACE, parts, part, graph.begin(slot), end, List.of(value), 0, order(FIRST), -1));
        return this;
    }

    private PickleEdit removeParts(Parts parts, int part, int number) {
        parts.need(part + number - 1);
        int last = part + number - 1;
        boolean single = parts.isSingle();
        int end = single ? graph.tape.next(parts.op()) : parts.begin(last + 1);
        if (isCopied(parts, last + 1)) {
            throw readOnly(parts.op());
        }
        changes.add(
                new Change(Change.Kind.REMOVE, parts, part, parts.begin(part), end, List.of(), 0, order(FIRST), -1));
        return this;
    }

    private PickleEdit insertAfter(Parts parts, int part, List<NewValue> values, long order) {
        if (!parts.isSingle()) {
            return insertBefore(parts, part, values, order);
        }
        int after = graph.tape.next(parts.op());
        int closing = values.size() == 2 ? Op.SETITEM : Op.APPEND;
        changes.add(new Change(Change.Kind.INSERT, parts, part, after, after, values, closing, order, -1));
        return this;
    }

    private PickleEdit insertBefore(Parts parts, int part, List<NewValue> values, long order) {
        int at = parts.begin(part);
        if (isCopied(parts, part)) {
            throw readOnly(parts.op());
        }
        changes.add(new Change(Change.Kind.INSERT, parts, part, at, at, values, 0, order, -1));
        return this;
    }

    private PickleEdit insertWhenMade(int owner, List<NewValue> values, int closing, long order) {
        int at = graph.madeEnd(owner);
        Parts parts = Parts.of(graph, owner);
        changes.add(new Change(Change.Kind.INSERT, parts, Change.MADE, at, at, values, closing, order, -1));
        return this;
    }

    private long order(long rank) {
        return rank + changes.size();
    }

    // Finding places

    private record ItemPlace(Parts parts, int part) {}

    /** Where the key (0) or the value (1) of an entry stands, one of the times that it is set. */
    private ItemPlace place(Entry entry, int time, int which) {
        int owner = own(entry.owner());
        int setter = entry.setter(time);
        int part = entry.part(time);
        if (setter != Entry.GIVEN) {
            return new ItemPlace(Parts.setter(graph, owner, setter), part + which);
        }
        ItemPlace given = item(entry.owner().args().get(0), part);
        Node pair = pickle.node(given.parts.slot(given.part));
        return pair.kind() == NodeKind.TUPLE ? new ItemPlace(Parts.of(graph, pair.id()), which) : item(pair, which);
    }

    private ItemPlace item(Node list, int index) {
        int owner = own(list);
        int left = index;
        if (graph.op(owner) == Op.LIST) {
            if (left < graph.count(owner)) {
                return new ItemPlace(Parts.of(graph, owner), left);
            }
            left -= graph.count(owner);
        }
        for (int m = graph.firstMutation(owner); m != IntMap.MISSING; m = graph.mutationAfter(owner, m)) {
            if (isAppend(graph.mutationOp(m))) {
                if (left < graph.mutationCount(m)) {
                    return new ItemPlace(Parts.mutation(graph, m), left);
                }
                left -= graph.mutationCount(m);
            }
        }
        throw new IllegalArgumentException(String.format(Locale.ROOT, "no item %,d in %s", index, list));
    }

    private static boolean isAppend(int op) {
        return op == Op.APPEND || op == Op.APPENDS;
    }

    /** The last parts that set keys of (or append to) an object; empty if there are none. */
    private Optional<Parts> lastSetter(int owner, boolean keys) {
        IntMap known = keys ? lastKeys : lastAppend;
        if (!known.has(owner)) {
            int last = graph.op(owner) == (keys ? Op.DICT : Op.LIST) && graph.count(owner) > 0 ? -1 : NONE;
            for (int m = graph.firstMutation(owner); m != IntMap.MISSING; m = graph.mutationAfter(owner, m)) {
                if (keys ? Op.setsKeys(graph.mutationOp(m)) : isAppend(graph.mutationOp(m))) {
                    last = m;
                }
            }
            known.put(owner, last);
        }
        int last = known.get(owner);
        return last == NONE ? Optional.empty() : Optional.of(Parts.setter(graph, owner, last));
    }

    private int own(Node node) {
        if (node.pickle() != pickle) {
            throw new IllegalArgumentException("a node of another pickle");
        }
        return node.id();
    }

    private static Node needMapping(Node node) {
        if (!node.isMapping()) {
            throw new IllegalArgumentException("no mapping: " + node);
        }
        return node;
    }

    private static Node needList(Node node) {
        if (node.kind() != NodeKind.LIST) {
            throw new IllegalArgumentException("no list: " + node);
        }
        return node;
    }

    // Refusing

    private boolean isCopied(Parts parts, int part) {
        return part < parts.count() && isCopy(parts.slot(part));
    }

    private boolean isCopy(int slot) {
        return graph.op(slot) == Op.DUP && Graph.isFetch(slot);
    }

    private RuntimeException onlyLast(int owner) {
        return graph.tape.refused(
                graph.offset(owner),
                "this OrderedDict was written by Python 2, and takes new entries only after all others",
                "Load the file with torch under Python 3 and save it again, then edit the result.");
    }

    private RuntimeException readOnly(int at) {
        return graph.tape.refused(
                at,
                "this place is made with opcodes that take back or double what was made, and can't be edited",
                "Load the file with its own program and save it again, then edit the result.");
    }
}
