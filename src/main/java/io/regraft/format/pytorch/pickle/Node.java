package io.regraft.format.pytorch.pickle;

import io.regraft.checkpoint.Value;
import io.regraft.problem.Where;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object of a pickle: a light view of the tape, made when asked for.
 *
 * <p>Two nodes are equal if they are one object in Python. What a method says of another kind than its own is empty, or
 * for the scalars an {@link IllegalStateException}: ask {@link #kind()} first. The graph may have cycles and shared
 * parts: walk it with a stack of your own, and bound the paths.
 */
public final class Node {

    private final Pickle pickle;
    private final Graph graph;
    private final int object;

    Node(Pickle pickle, int object) {
        this.pickle = pickle;
        this.graph = pickle.graph();
        this.object = object;
    }

    Pickle pickle() {
        return pickle;
    }

    public NodeKind kind() {
        return graph.kind(object);
    }

    /** A number that only this object has within its pickle. */
    public int id() {
        return object;
    }

    /** Byte of the pickle where the opcode stands that makes it. */
    public int offset() {
        return graph.offset(object);
    }

    /** The place for a message. */
    public Where where() {
        return graph.tape.where(offset());
    }

    /** True if the tape fetches the object again somewhere, so that it may have several owners. */
    public boolean isShared() {
        return graph.shared.has(object);
    }

    // Containers

    /** True for a dict, an OrderedDict, Counter or defaultdict, and for any object with keys set on it. */
    public boolean isMapping() {
        return kind() == NodeKind.DICT
                || isSet()
                || calls("collections", "OrderedDict")
                || calls("collections", "Counter")
                || calls("collections", "defaultdict");
    }

    /** True if keys are set on it after it was made. */
    private boolean isSet() {
        for (int m = graph.firstMutation(object); m != IntMap.MISSING; m = graph.mutationAfter(object, m)) {
            if (Op.setsKeys(graph.mutationOp(m))) {
                return true;
            }
        }
        return false;
    }

    /** The dict whose entries a mapping has: of a Counter the one that it is given, else the mapping itself. */
    Node mapping() {
        return calls("collections", "Counter") && !isSet()
                ? arg(0).filter(n -> n.kind() == NodeKind.DICT).orElse(this)
                : this;
    }

    /**
     * The entries of a mapping, in Python's order. A key that is set again keeps its first place and gets the last value.
     * Costs O(n); keep the list. Entries are not attributes: those are in {@link #state()}.
     */
    public List<Entry> entries() {
        return Entries.of(pickle, mapping().object);
    }

    /** The lists of a key and a value that Python 2 gives an OrderedDict as its argument; mostly there are none. */
    List<Node> givenPairs() {
        List<Node> args = calls("collections", "OrderedDict") ? args() : List.of();
        if (args.size() != 1 || args.get(0).kind() != NodeKind.LIST) {
            return List.of();
        }
        List<Node> pairs = args.get(0).items();
        boolean all = pairs.stream()
                .allMatch(p -> (p.kind() == NodeKind.LIST || p.kind() == NodeKind.TUPLE)
                        && p.items().size() == 2);
        return all ? pairs : List.of();
    }

    /** The items of a tuple, list, set or frozenset, in order; of an object, what is appended or added to it. */
    public List<Node> items() {
        List<Node> items = new ArrayList<>(graph.count(object));
        NodeKind kind = kind();
        if (kind == NodeKind.TUPLE || kind == NodeKind.LIST || kind == NodeKind.FROZENSET) {
            parts(items, 0);
        }
        for (int m = graph.firstMutation(object); m != IntMap.MISSING; m = graph.mutationAfter(object, m)) {
            int op = graph.mutationOp(m);
            if (op != Op.BUILD && !Op.setsKeys(op)) {
                mutationParts(m, items);
            }
        }
        return items;
    }

    /** How many {@link #items()} there are. */
    public int size() {
        return kind() == NodeKind.TUPLE ? graph.count(object) : items().size();
    }

    /** One of the {@link #items()}, without making the others; empty beyond them. */
    public Optional<Node> item(int index) {
        if (kind() == NodeKind.TUPLE) {
            return index < graph.count(object) ? Optional.of(pickle.node(graph.part(object, index))) : Optional.empty();
        }
        List<Node> items = items();
        return index < items.size() ? Optional.of(items.get(index)) : Optional.empty();
    }

    /** Every node that this one holds directly: callable, arguments, items, keys, values, states, id. */
    public List<Node> children() {
        List<Node> children = new ArrayList<>();
        parts(children, 0);
        for (int m = graph.firstMutation(object); m != IntMap.MISSING; m = graph.mutationAfter(object, m)) {
            mutationParts(m, children);
        }
        return children;
    }

    private void parts(List<Node> into, int from) {
        for (int i = from; i < graph.count(object); i++) {
            into.add(pickle.node(graph.part(object, i)));
        }
    }

    private void mutationParts(int mutation, List<Node> into) {
        for (int i = 0; i < graph.mutationCount(mutation); i++) {
            into.add(pickle.node(graph.mutationPart(mutation, i)));
        }
    }

    /** What is given to {@code __setstate__} or becomes the attributes; the last one if there are several. */
    public Optional<Node> state() {
        List<Node> states = states();
        return states.isEmpty() ? Optional.empty() : Optional.of(states.get(states.size() - 1));
    }

    /** All states, in order; more than one only in odd files. */
    public List<Node> states() {
        List<Node> states = new ArrayList<>();
        for (int m = graph.firstMutation(object); m != IntMap.MISSING; m = graph.mutationAfter(object, m)) {
            if (graph.mutationOp(m) == Op.BUILD) {
                mutationParts(m, states);
            }
        }
        return states;
    }

    /** An attribute by name out of the state, where that is a mapping or (mapping or None, mapping). */
    public Optional<Node> attribute(String name) {
        List<Node> mappings = new ArrayList<>();
        for (Node state : states()) {
            if (state.isMapping()) {
                mappings.add(state);
            } else if (state.kind() == NodeKind.TUPLE && state.items().size() == 2) {
                state.items().stream().filter(Node::isMapping).forEach(mappings::add);
            }
        }
        return mappings.stream()
                .flatMap(m -> m.entries().stream())
                .filter(e -> e.key().isText(name))
                .map(Entry::value)
                .reduce((earlier, later) -> later);
    }

    // Objects

    /** The callable of a REDUCE, the class of a NEWOBJ, or of an INSTANCE that names its class by a node. */
    public Optional<Node> callable() {
        int callable = Names.callable(graph, object);
        return callable == IntMap.MISSING ? Optional.empty() : Optional.of(pickle.node(callable));
    }

    /** The name of the callable or class, if it is one by name. */
    public Optional<Global> calls() {
        int named = Names.named(graph, object);
        return named == IntMap.MISSING ? Optional.empty() : Names.of(graph, named);
    }

    /** True if {@link #calls()} is this name (as Python 3 has it). Makes no text: quick. */
    public boolean calls(String module, String name) {
        int named = Names.named(graph, object);
        return named != IntMap.MISSING && Names.is(graph, named, module, name);
    }

    /** The positional arguments of a REDUCE, NEWOBJ or INSTANCE; empty also where they are no tuple. */
    public List<Node> args() {
        List<Node> args = new ArrayList<>();
        if (kind() == NodeKind.INSTANCE) {
            parts(args, graph.op(object) == Op.OBJ ? 1 : 0);
            return args;
        }
        return argsNode()
                .filter(n -> n.kind() == NodeKind.TUPLE)
                .map(Node::items)
                .orElse(args);
    }

    /** One of the {@link #args()}, without making the others; empty beyond them. */
    public Optional<Node> arg(int index) {
        if (kind() == NodeKind.INSTANCE) {
            List<Node> args = args();
            return index < args.size() ? Optional.of(args.get(index)) : Optional.empty();
        }
        return argsNode().filter(n -> n.kind() == NodeKind.TUPLE).flatMap(n -> n.item(index));
    }

    /** The node of the arguments of a REDUCE or NEWOBJ: nearly always a tuple. */
    public Optional<Node> argsNode() {
        return kind() == NodeKind.REDUCE || kind() == NodeKind.NEWOBJ
                ? Optional.of(pickle.node(graph.part(object, 1)))
                : Optional.empty();
    }

    /** The named arguments of a NEWOBJ of protocol 4, a dict. */
    public Optional<Node> kwargs() {
        return graph.op(object) == Op.NEWOBJ_EX ? Optional.of(pickle.node(graph.part(object, 2))) : Optional.empty();
    }

    /**
     * The id of a PERSID: for a storage the tuple {@code ("storage", class, key, location, numel)}. Empty for the form of
     * protocol 0, whose id is {@link #text()}.
     */
    public Optional<Node> persistentId() {
        return graph.op(object) == Op.BINPERSID ? Optional.of(pickle.node(graph.part(object, 0))) : Optional.empty();
    }

    /** The name of a GLOBAL. */
    public Optional<Global> global() {
        return kind() == NodeKind.GLOBAL ? Names.of(graph, object) : Optional.empty();
    }

    /** True for a GLOBAL of this name (as Python 3 has it). Makes no text: quick. */
    public boolean isGlobal(String module, String name) {
        return kind() == NodeKind.GLOBAL && Names.is(graph, object, module, name);
    }

    // Scalars

    /** The value of a BOOL. */
    public boolean bool() {
        need(NodeKind.BOOL);
        return Scalars.bool(graph.tape, object);
    }

    /** The value of an INT, if it is one and has at most 64 bits. */
    public OptionalLong integer() {
        return kind() == NodeKind.INT && Scalars.isSmall(graph.tape, object)
                ? OptionalLong.of(Scalars.small(graph.tape, object))
                : OptionalLong.empty();
    }

    /** The value of an INT of any size. */
    public BigInteger bigInteger() {
        need(NodeKind.INT);
        return Scalars.integer(graph.tape, object);
    }

    /** The value of a FLOAT. */
    public double real() {
        need(NodeKind.FLOAT);
        return Scalars.real(graph.tape, object);
    }

    /** The value of a TEXT, or the id of a PERSID of protocol 0; what is no UTF-8 is refused. */
    public String text() {
        if (graph.op(object) == Op.PERSID) {
            return Scalars.line(graph.tape, object);
        }
        need(NodeKind.TEXT);
        return Texts.text(graph.tape, object);
    }

    /** True for a TEXT of this value; makes no text: quick. */
    public boolean isText(String text) {
        return kind() == NodeKind.TEXT && Texts.is(graph.tape, object, text);
    }

    /** Length of a BYTES or BYTEARRAY. */
    public long byteLength() {
        if (kind() != NodeKind.BYTEARRAY) {
            need(NodeKind.BYTES);
        }
        return (long) Texts.to(graph.tape, object) - Texts.from(graph.tape, object);
    }

    /** The value of a BYTES, a character for each byte. */
    String latin1() {
        need(NodeKind.BYTES);
        return Texts.latin1(graph.tape, object);
    }

    private void need(NodeKind kind) {
        if (kind() != kind) {
            throw new IllegalStateException("expected " + kind + ", found " + this);
        }
    }

    /** The node as a leaf that is no tensor: scalars by value, containers by size, all else by class name. */
    public Value value() {
        return value(isMapping() ? entries().size() : 0);
    }

    /** The same, where the number of {@link #entries()} is known. */
    public Value value(int entries) {
        return switch (kind()) {
            case NONE -> new Value.None();
            case BOOL -> new Value.Bool(bool());
            case INT -> new Value.Int(bigInteger());
            case FLOAT -> new Value.Real(real());
            case TEXT -> new Value.Text(text());
            case BYTES, BYTEARRAY -> new Value.Bytes(byteLength());
            case TUPLE -> new Value.Container("tuple", items().size());
            case LIST -> new Value.Container("list", items().size());
            case SET -> new Value.Container("set", items().size());
            case FROZENSET -> new Value.Container("frozenset", items().size());
            case DICT -> new Value.Container("dict", entries);
            case GLOBAL -> new Value.Foreign(global().orElseThrow().toString());
            case REDUCE, NEWOBJ, INSTANCE -> object(entries);
            case PERSID -> new Value.Foreign("a persistent id");
            case EXTENSION -> new Value.Foreign("extension code " + code());
        };
    }

    private Value object(int entries) {
        if (isMapping() && calls().isPresent()) {
            return new Value.Container(calls().get().current().name(), entries);
        }
        return new Value.Foreign(calls().map(Global::toString).orElse("what a call returns"));
    }

    private long code() {
        return switch (graph.op(object)) {
            case Op.EXT1 -> graph.tape.u8(object + 1);
            case Op.EXT2 -> graph.tape.u16(object + 1);
            default -> graph.tape.i32(object + 1) & 0xFFFF_FFFFL;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Node n && n.object == object && n.pickle == pickle;
    }

    @Override
    public int hashCode() {
        return object;
    }

    @Override
    public String toString() {
        return Op.name(graph.op(object)) + " at byte " + offset();
    }
}
