package io.regraft.format.pytorch;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.pytorch.pickle.Entry;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Walks the objects of a pickle from the root and names what it finds, in the file's own order. */
final class GraphWalk {

    /** Names have parts: a million paths of one part, or fewer of more. */
    private static final int PARTS_PER_PATH = 16;

    /** A tensor where it stands. */
    record Found(TensorName name, Place place, TensorNode tensor) {}

    private record Child(TensorName name, Place place, Node node) {}

    private record Frame(Node node, Iterator<Child> children) {}

    private final String file;
    private final TensorReader reader;
    private final Limits limits;

    private final List<Found> tensors = new ArrayList<>();
    private final Map<TensorName, Value.Container> containers = new LinkedHashMap<>();
    private final Map<TensorName, Node> nodes = new LinkedHashMap<>();
    private final Map<TensorName, Place> places = new LinkedHashMap<>();
    private final Map<TensorName, Value> values = new LinkedHashMap<>();
    private final Set<TensorName> names = new HashSet<>();
    private final Set<TensorName> ambiguous = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final Deque<Frame> stack = new ArrayDeque<>();
    private final Set<Integer> above = new HashSet<>();
    private long paths;
    private long parts;

    GraphWalk(String file, TensorReader reader, Limits limits) {
        this.file = file;
        this.reader = reader;
        this.limits = limits;
    }

    GraphWalk from(Node root) {
        visit(new Child(TensorName.ROOT, new Place.Root(), root));
        while (!stack.isEmpty()) {
            Frame top = stack.peek();
            if (top.children.hasNext()) {
                visit(top.children.next());
            } else {
                stack.pop();
                above.remove(top.node.id());
            }
        }
        return this;
    }

    List<Found> tensors() {
        return tensors;
    }

    Map<TensorName, Value.Container> containers() {
        return containers;
    }

    /** The objects that hold others, by path. */
    Map<TensorName, Node> nodes() {
        return nodes;
    }

    /** Paths that are two objects: one key a number, the other its digits, or an attribute. The first one counts. */
    Set<TensorName> ambiguous() {
        return ambiguous;
    }

    /** Where the object of a path, a container or a value, stands in the one that holds it. */
    Map<TensorName, Place> places() {
        return places;
    }

    Map<TensorName, Value> values() {
        return values;
    }

    List<String> notes() {
        return notes;
    }

    private void visit(Child child) {
        spend(child.name);
        Optional<TensorNode> tensor = reader.read(child.node, child.name);
        if (tensor.isPresent()) {
            if (!names.add(child.name)) {
                throw twice(child.name);
            }
            tensors.add(new Found(child.name, child.place, tensor.get()));
            return;
        }
        List<Child> children = above.contains(child.node.id()) ? List.of() : children(child);
        if (children.isEmpty()) {
            Value value = child.node.value();
            claim(child.name);
            values.putIfAbsent(child.name, value);
            places.putIfAbsent(child.name, child.place);
            if (value instanceof Value.Container empty && holdsOthers(child.node)) {
                container(child, empty);
            }
            return;
        }
        claim(child.name);
        container(child, type(child.node, children.size()));
        above.add(child.node.id());
        stack.push(new Frame(child.node, children.iterator()));
    }

    private void claim(TensorName name) {
        if (values.containsKey(name) || containers.containsKey(name)) {
            ambiguous.add(name);
        }
    }

    private void container(Child child, Value.Container container) {
        if (!above.contains(child.node.id())) {
            containers.putIfAbsent(child.name, container);
            nodes.putIfAbsent(child.name, child.node);
            places.putIfAbsent(child.name, child.place);
        }
    }

    private static boolean holdsOthers(Node node) {
        return node.isMapping() || node.kind() == NodeKind.LIST;
    }

    private static Value.Container type(Node node, int size) {
        if (node.value() instanceof Value.Container c) {
            return c;
        }
        return new Value.Container(node.calls().map(Object::toString).orElse("object"), size);
    }

    private List<Child> children(Child parent) {
        List<Child> children = new ArrayList<>();
        Node node = parent.node;
        switch (node.kind()) {
            case DICT, LIST, TUPLE -> members(parent.name, node, children);
            case REDUCE, NEWOBJ, INSTANCE -> {
                members(parent.name, node, children);
                if (children.isEmpty() && node.kind() == NodeKind.NEWOBJ) {
                    arguments(parent.name, node, children);
                }
                attributes(parent.name, node, children);
            }
            case NONE, BOOL, INT, FLOAT, TEXT, BYTES, BYTEARRAY, GLOBAL, SET, FROZENSET, PERSID, EXTENSION -> {
                // leaves
            }
        }
        return children;
    }

    private void members(TensorName name, Node node, List<Child> children) {
        if (node.isMapping()) {
            mapping(name, node, children);
        }
        List<Node> items = node.items();
        for (int i = 0; i < items.size(); i++) {
            children.add(new Child(name.child(Integer.toString(i)), new Place.InSequence(node, i), items.get(i)));
        }
    }

    private void mapping(TensorName name, Node node, List<Child> children) {
        for (Entry e : node.entries()) {
            TensorName child = name.child(key(e.key()));
            children.add(new Child(child, new Place.InMapping(e), e.value()));
            if (e.repeated()) {
                notes.add("The key '" + child + "' is set more than once; the last value counts.");
            }
        }
    }

    private static void arguments(TensorName name, Node node, List<Child> children) {
        List<Node> args = node.args();
        for (int i = 0; i < args.size(); i++) {
            children.add(new Child(name.child(Integer.toString(i)), new Place.InArguments(node, i), args.get(i)));
        }
    }

    private void attributes(TensorName name, Node node, List<Child> children) {
        Optional<Node> state = node.state();
        if (state.isEmpty() || state.get().id() == node.id()) {
            return;
        }
        List<Node> dicts =
                state.get().kind() == NodeKind.TUPLE && state.get().items().size() == 2
                        ? state.get().items()
                        : List.of(state.get());
        for (Node dict : dicts) {
            if (dict.isMapping() && dict.id() != node.id()) {
                for (Entry e : dict.entries()) {
                    if (!e.key().isText("_metadata")) {
                        children.add(new Child(name.child(key(e.key())), new Place.InMapping(e), e.value()));
                    }
                }
            }
        }
    }

    /** True for a key that its name tells only by its offset. */
    static boolean isNamedByOffset(Node key) {
        return key(key).endsWith(" at byte " + key.offset() + ")") && key.kind() != NodeKind.TEXT;
    }

    /** A key as part of a name: texts as they are, integers by their digits, what is neither as Python prints it. */
    private static String key(Node key) {
        return switch (key.kind()) {
            case TEXT -> key.text();
            case INT -> key.bigInteger().toString();
            case NONE -> "None";
            case BOOL -> key.bool() ? "True" : "False";
            case FLOAT -> Double.toString(key.real());
            case BYTES,
                    BYTEARRAY,
                    GLOBAL,
                    TUPLE,
                    LIST,
                    DICT,
                    SET,
                    FROZENSET,
                    REDUCE,
                    NEWOBJ,
                    INSTANCE,
                    PERSID,
                    EXTENSION ->
                String.format(Locale.ROOT, "(%s at byte %d)", key.kind().name().toLowerCase(Locale.ROOT), key.offset());
        };
    }

    private void spend(TensorName name) {
        paths++;
        parts += name.parts().size();
        if (paths > limits.paths() || parts > (long) limits.paths() * PARTS_PER_PATH) {
            throw new Problem(
                            Kind.CHECKPOINT,
                            new Where.InTensor(file, name.text()),
                            String.format(
                                    Locale.ROOT,
                                    "expected at most %,d names, found more: containers that hold others many times over",
                                    limits.paths()),
                            "Refused; nothing in it was run.")
                    .asException();
        }
    }

    private RegraftException twice(TensorName name) {
        return new Problem(
                        Kind.CHECKPOINT,
                        new Where.InTensor(file, name.text()),
                        "two tensors have this name: one key is a number, the other its digits as text, or an attribute",
                        "Rename one of the two keys with Python, and save the file again.")
                .asException();
    }
}
