package io.regraft.format.pytorch.pickle;

import io.regraft.checkpoint.Checkpoint.CodeReport;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether {@code torch.load(…, weights_only=True)} of torch 2.13 would take a pickle; nothing is run to find out. */
public final class WeightsOnly {

    private static final boolean[] ACCEPTED = accepted();

    private final Graph graph;
    private final Set<String> reasons = new LinkedHashSet<>();
    /** The text that the last persistent id started with: nearly always the same object. */
    private int storage = IntMap.MISSING;

    private WeightsOnly(Graph graph) {
        this.graph = graph;
    }

    /** Every named class or function with one path that reaches it, and the reasons against, empty if it would load. */
    public static CodeReport report(Pickle pickle) {
        WeightsOnly check = new WeightsOnly(pickle.graph());
        Map<Global, Integer> names = check.names();
        Map<Global, String> paths = Paths.to(pickle, names);
        List<CodeReport.Named> classes = new ArrayList<>();
        names.forEach((name, object) -> {
            boolean allowed = AllowedGlobals.has(name);
            classes.add(new CodeReport.Named(name.toString(), allowed, paths.get(name)));
            if (!allowed) {
                check.reasons.add("GLOBAL " + name + " is not allowed, at " + paths.get(name));
            }
        });
        check.opcodes();
        check.records();
        return new CodeReport(classes, check.reasons.isEmpty(), List.copyOf(check.reasons));
    }

    /** True if such a load would take the pickle. */
    static boolean accepts(Pickle pickle) {
        WeightsOnly check = new WeightsOnly(pickle.graph());
        if (!check.names().keySet().stream().allMatch(AllowedGlobals::has)) {
            return false;
        }
        check.opcodes();
        check.records();
        return check.reasons.isEmpty();
    }

    /** The names in the order of the tape, each with the first object that is it. */
    private Map<Global, Integer> names() {
        Map<Global, Integer> names = new LinkedHashMap<>();
        for (int i = 0; i < graph.globals.size(); i++) {
            int object = graph.globals.get(i);
            Global name = Names.of(graph, object).orElseThrow();
            names.putIfAbsent(name, object);
        }
        return names;
    }

    private void opcodes() {
        BitSet told = new BitSet(256);
        for (int at = 0; at <= graph.stop; at = graph.tape.next(at)) {
            int op = graph.tape.u8(at);
            if (!ACCEPTED[op] && !told.get(op)) {
                told.set(op);
                reasons.add(
                        String.format(Locale.ROOT, "opcode %s is not accepted, first at byte %,d", Op.name(op), at));
            } else if (op == Op.BINUNICODE || op == Op.SHORT_BINSTRING) {
                text(op, at);
            }
        }
    }

    private void text(int op, int at) {
        int from = Texts.from(graph.tape, at);
        int to = Texts.to(graph.tape, at);
        for (int i = from; i < to; i++) {
            if (graph.tape.bytes()[i] < 0) {
                if (Texts.utf8(graph.tape.bytes(), from, to).isEmpty()) {
                    reasons.add(String.format(Locale.ROOT, "%s at byte %,d is no UTF-8", Op.name(op), at));
                }
                return;
            }
        }
    }

    /** Each record of the graph in turn: calls, persistent ids, mutations. */
    private void records() {
        int record = 0;
        while (record < graph.heap.size()) {
            int op = graph.tape.u8(graph.heap.get(record));
            switch (Op.role(op)) {
                case FIXED -> {
                    fixed(op, Graph.recordSlot(record));
                    record += 2 + Op.takes(op);
                }
                case MARKED -> record += 3 + graph.heap.get(record + 2);
                default -> {
                    mutation(op, record);
                    record += 5 + graph.mutationCount(record);
                }
            }
        }
    }

    private void fixed(int op, int object) {
        if (op == Op.REDUCE || op == Op.NEWOBJ) {
            if (graph.kind(graph.object(graph.part(object, 0))) != NodeKind.GLOBAL) {
                reasons.add(String.format(
                        Locale.ROOT,
                        "%s calls what is no class or function by name, at byte %,d",
                        Op.name(op),
                        at(object)));
            }
        } else if (op == Op.BINPERSID && !isStorage(graph.object(graph.part(object, 0)))) {
            reasons.add(String.format(
                    Locale.ROOT, "a persistent id is no tuple that starts with 'storage', at byte %,d", at(object)));
        }
    }

    private boolean isStorage(int id) {
        if (graph.kind(id) != NodeKind.TUPLE || graph.count(id) == 0) {
            return false;
        }
        int first = graph.object(graph.part(id, 0));
        if (first == storage) {
            return true;
        }
        boolean found = graph.kind(first) == NodeKind.TEXT && Texts.is(graph.tape, first, "storage");
        storage = found ? first : storage;
        return found;
    }

    private void mutation(int op, int mutation) {
        int target = graph.object(graph.target(mutation));
        NodeKind kind = graph.kind(target);
        boolean allowed = switch (op) {
            case Op.SETITEM, Op.SETITEMS ->
                kind == NodeKind.DICT
                        || makes(target, "collections", "OrderedDict")
                        || makes(target, "collections", "Counter");
            case Op.APPEND, Op.APPENDS -> kind == NodeKind.LIST;
            case Op.BUILD -> isBuilt(target, kind);
            default -> true;
        };
        if (!allowed) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "%s is not accepted on what %s made, first at byte %,d",
                    Op.name(op),
                    Op.name(graph.op(target)),
                    graph.mutationOffset(mutation)));
        }
    }

    /** True for an object whose state may be set: one of an allowed class, or what an allowed function rebuilt. */
    private boolean isBuilt(int target, NodeKind kind) {
        return switch (kind) {
            case REDUCE, NEWOBJ ->
                !makes(target, "_codecs", "encode") && !makes(target, "torch.serialization", "_get_layout");
            case PERSID -> true;
            case NONE, BOOL, INT, FLOAT, TEXT, BYTES, BYTEARRAY, GLOBAL, TUPLE, LIST, DICT, SET -> false;
            case FROZENSET, INSTANCE, EXTENSION -> false;
        };
    }

    private boolean makes(int object, String module, String name) {
        int named = Names.named(graph, object);
        return named != IntMap.MISSING && Names.is(graph, named, module, name);
    }

    private int at(int object) {
        return graph.offset(object);
    }

    private static boolean[] accepted() {
        boolean[] set = new boolean[256];
        int[] all = {
            Op.PROTO,
            Op.GLOBAL,
            Op.BINUNICODE,
            Op.SHORT_BINSTRING,
            Op.BININT,
            Op.BININT1,
            Op.BININT2,
            Op.LONG1,
            Op.BINFLOAT,
            Op.NONE,
            Op.NEWTRUE,
            Op.NEWFALSE,
            Op.EMPTY_TUPLE,
            Op.EMPTY_LIST,
            Op.EMPTY_DICT,
            Op.EMPTY_SET,
            Op.MARK,
            Op.TUPLE,
            Op.TUPLE1,
            Op.TUPLE2,
            Op.TUPLE3,
            Op.APPEND,
            Op.APPENDS,
            Op.SETITEM,
            Op.SETITEMS,
            Op.REDUCE,
            Op.NEWOBJ,
            Op.BUILD,
            Op.BINPERSID,
            Op.BINPUT,
            Op.LONG_BINPUT,
            Op.BINGET,
            Op.LONG_BINGET,
            Op.STOP
        };
        for (int op : all) {
            set[op] = true;
        }
        return set;
    }
}
