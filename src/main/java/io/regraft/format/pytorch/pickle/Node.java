package io.regraft.format.pytorch.pickle;

import io.regraft.checkpoint.Value;
import io.regraft.problem.Where;
import java.math.BigInteger;
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
@SuppressWarnings("DoNotCallSuggester")
public final class Node {

    Node() {}

    public NodeKind kind() {
        throw new UnsupportedOperationException();
    }

    /** A number that only this object has within its pickle. */
    public int id() {
        throw new UnsupportedOperationException();
    }

    /** Byte of the pickle where the opcode stands that makes it. */
    public int offset() {
        throw new UnsupportedOperationException();
    }

    /** The place for a message. */
    public Where where() {
        throw new UnsupportedOperationException();
    }

    /** True if the tape fetches the object again somewhere, so that it may have several owners. */
    public boolean isShared() {
        throw new UnsupportedOperationException();
    }

    // Containers

    /** True for a dict, an OrderedDict, Counter or defaultdict, and for any object with keys set on it. */
    public boolean isMapping() {
        throw new UnsupportedOperationException();
    }

    /**
     * The entries of a mapping, in Python's order. A key that is set again keeps its first place and gets the last value.
     * Costs O(n); keep the list. Entries are not attributes: those are in {@link #state()}.
     */
    public List<Entry> entries() {
        throw new UnsupportedOperationException();
    }

    /** The items of a tuple, list, set or frozenset, in order; of an object, what is appended or added to it. */
    public List<Node> items() {
        throw new UnsupportedOperationException();
    }

    /** Every node that this one holds directly: callable, arguments, items, keys, values, states, id. */
    public List<Node> children() {
        throw new UnsupportedOperationException();
    }

    /** What is given to {@code __setstate__} or becomes the attributes; the last one if there are several. */
    public Optional<Node> state() {
        throw new UnsupportedOperationException();
    }

    /** All states, in order; more than one only in odd files. */
    public List<Node> states() {
        throw new UnsupportedOperationException();
    }

    /** An attribute by name out of the state, where that is a mapping or (mapping or None, mapping). */
    public Optional<Node> attribute(String name) {
        throw new UnsupportedOperationException();
    }

    // Objects

    /** The callable of a REDUCE, the class of a NEWOBJ, or of an INSTANCE that names its class by a node. */
    public Optional<Node> callable() {
        throw new UnsupportedOperationException();
    }

    /** The name of the callable or class, if it is one by name. */
    public Optional<Global> calls() {
        throw new UnsupportedOperationException();
    }

    /** True if {@link #calls()} is this name (as Python 3 has it). Makes no text: quick. */
    public boolean calls(String module, String name) {
        throw new UnsupportedOperationException();
    }

    /** The positional arguments of a REDUCE, NEWOBJ or INSTANCE; empty also where they are no tuple. */
    public List<Node> args() {
        throw new UnsupportedOperationException();
    }

    /** The node of the arguments of a REDUCE or NEWOBJ: nearly always a tuple. */
    public Optional<Node> argsNode() {
        throw new UnsupportedOperationException();
    }

    /** The named arguments of a NEWOBJ of protocol 4, a dict. */
    public Optional<Node> kwargs() {
        throw new UnsupportedOperationException();
    }

    /** The id of a PERSID: for a storage the tuple {@code ("storage", class, key, location, numel)}. */
    public Optional<Node> persistentId() {
        throw new UnsupportedOperationException();
    }

    /** The name of a GLOBAL. */
    public Optional<Global> global() {
        throw new UnsupportedOperationException();
    }

    /** True for a GLOBAL of this name (as Python 3 has it). Makes no text: quick. */
    public boolean isGlobal(String module, String name) {
        throw new UnsupportedOperationException();
    }

    // Scalars

    public boolean isNone() {
        return kind() == NodeKind.NONE;
    }

    /** The value of a BOOL. */
    public boolean bool() {
        throw new UnsupportedOperationException();
    }

    /** The value of an INT, if it is one and has at most 64 bits. */
    public OptionalLong integer() {
        throw new UnsupportedOperationException();
    }

    /** The value of an INT of any size. */
    public BigInteger bigInteger() {
        throw new UnsupportedOperationException();
    }

    /** The value of a FLOAT. */
    public double real() {
        throw new UnsupportedOperationException();
    }

    /** The value of a TEXT; what is no UTF-8 is refused. */
    public String text() {
        throw new UnsupportedOperationException();
    }

    /** True for a TEXT of this value; makes no text: quick. */
    public boolean isText(String text) {
        throw new UnsupportedOperationException();
    }

    /** Length of a BYTES or BYTEARRAY. */
    public long byteLength() {
        throw new UnsupportedOperationException();
    }

    /** The node as a leaf that is no tensor: scalars by value, containers by size, all else by class name. */
    public Value value() {
        throw new UnsupportedOperationException();
    }
}
