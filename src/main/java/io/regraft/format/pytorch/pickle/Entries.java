package io.regraft.format.pytorch.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries of one mapping: each pair that the tape sets, and which pairs belong to one key. */
final class Entries {

    private final Graph graph;
    private final int owner;
    private final Node mapping;

    private final Map<Object, Entry> known;
    private final List<Entry> entries;
    /** By number of the entry: setter, part and value of each later time. */
    private final Map<Integer, List<int[]>> again = new HashMap<>();

    private Entries(Pickle pickle, int owner) {
        this.graph = pickle.graph();
        this.owner = owner;
        this.mapping = pickle.node(owner);
        int expected = expected();
        this.known = new HashMap<>(2 * expected);
        this.entries = new ArrayList<>(expected);
    }

    static List<Entry> of(Pickle pickle, int owner) {
        Entries all = new Entries(pickle, owner);
        all.collect();
        all.again.forEach(all::settle);
        return Collections.unmodifiableList(all.entries);
    }

    /** How many pairs the tape sets: rooms for as many are made at once. */
    private int expected() {
        int pairs = graph.op(owner) == Op.DICT ? graph.count(owner) / 2 : 0;
        for (int m = graph.firstMutation(owner); m != IntMap.MISSING; m = graph.mutationAfter(owner, m)) {
            pairs += Op.setsKeys(graph.mutationOp(m)) ? graph.mutationCount(m) / 2 : 0;
        }
        return pairs;
    }

    private void collect() {
        if (graph.op(owner) == Op.DICT) {
            for (int i = 0; i < graph.count(owner); i += 2) {
                pair(-1, i, graph.part(owner, i), graph.part(owner, i + 1));
            }
        }
        List<Node> given = mapping.givenPairs();
        for (int i = 0; i < given.size(); i++) {
            List<Node> pair = given.get(i).items();
            pair(Entry.GIVEN, i, pair.get(0).id(), pair.get(1).id());
        }
        for (int m = graph.firstMutation(owner); m != IntMap.MISSING; m = graph.mutationAfter(owner, m)) {
            if (Op.setsKeys(graph.mutationOp(m))) {
                for (int i = 0; i < graph.mutationCount(m); i += 2) {
                    pair(m, i, graph.mutationPart(m, i), graph.mutationPart(m, i + 1));
                }
            }
        }
    }

    private void pair(int setter, int part, int key, int value) {
        Entry entry = Entry.once(mapping, key, value, entries.size(), setter, part);
        Entry first = known.putIfAbsent(identity(graph.object(key), 0), entry);
        if (first == null) {
            entries.add(entry);
        } else {
            again.computeIfAbsent(first.number(), k -> new ArrayList<>()).add(new int[] {setter, part, value});
        }
    }

    /** Gives each key that is set more than once its last value and all its places. */
    private void settle(int number, List<int[]> later) {
        int[] places = new int[2 * later.size()];
        for (int i = 0; i < later.size(); i++) {
            places[2 * i] = later.get(i)[0];
            places[2 * i + 1] = later.get(i)[1];
        }
        int value = later.get(later.size() - 1)[2];
        entries.set(number, entries.get(number).setAgain(value, places));
    }

    /** Something that is equal for keys that Python takes for equal. */
    private Object identity(int object, int depth) {
        Tape tape = graph.tape;
        int at = graph.offset(object);
        return switch (graph.kind(object)) {
            case TEXT -> Texts.text(tape, at);
            case NONE -> NodeKind.NONE;
            case BOOL -> Scalars.bool(tape, at) ? 1L : 0L;
            case INT -> Scalars.isSmall(tape, at) ? (Object) Scalars.small(tape, at) : Scalars.integer(tape, at);
            case FLOAT -> number(Scalars.real(tape, at));
            case GLOBAL -> Names.of(graph, object).map(Global::current).orElseThrow();
            case BYTES -> List.of(NodeKind.BYTES, Texts.latin1(tape, at));
            case TUPLE -> depth < 2 ? tuple(object, depth) : List.of("object", object);
            case BYTEARRAY, LIST, DICT, SET, FROZENSET, REDUCE, NEWOBJ, INSTANCE, PERSID, EXTENSION ->
                List.of("object", object);
        };
    }

    private Object tuple(int object, int depth) {
        List<Object> parts = new ArrayList<>(List.of(NodeKind.TUPLE));
        // A wide or shared tuple as a key: told apart by what it is, not by what it holds.
        if (graph.count(object) > 16) {
            return List.of("object", object);
        }
        for (int i = 0; i < graph.count(object); i++) {
            parts.add(identity(graph.object(graph.part(object, i)), depth + 1));
        }
        return parts;
    }

    private static Object number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 0x1p63;
        return whole ? (Object) (long) value : (Object) value;
    }
}
