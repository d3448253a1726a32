package io.regraft.format.pytorch;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.pytorch.Inventory.Found;
import io.regraft.format.pytorch.pickle.Entry;
import io.regraft.format.pytorch.pickle.KeyNames;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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

    private record Child(TensorName name, Place place, Node node) {}

    private record Frame(Node node, Iterator<Child> children) {}

    private final String file;
    private final TensorReader reader;
    private final Limits limits;

    private final List<Tensor> tensors;
    private final List<Found> found;
    private final Map<TensorName, Found> byName;
    private final Map<TensorName, Value.Container> containers = new LinkedHashMap<>();
    private final Map<TensorName, Node> nodes = new LinkedHashMap<>();
    private final Map<TensorName, Place> places = new LinkedHashMap<>();
    private final Map<TensorName, Value> values = new LinkedHashMap<>();
    private final Set<TensorName> ambiguous = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final Deque<Frame> stack = new ArrayDeque<>();
    private final Set<Integer> above = new HashSet<>();
    private final Set<Integer> walked = new HashSet<>();
    private boolean again;
    private long paths;
    private long parts;

    /**
     * A walk that is to begin.
     *
     * @param expected about how many tensors it may find
     */
    GraphWalk(String file, TensorReader reader, Limits limits, int expected) {
        this.file = file;
        this.reader = reader;
        this.limits = limits;
        this.tensors = new ArrayList<>(expected);
        this.found = new ArrayList<>(expected);
        this.byName = new HashMap<>(2 * expected);
    }

    /** What is reached from an object; a walk is done once. */
    Inventory from(Node root) {
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
        return new Inventory(
                tensors, found, byName, containers, nodes, places, values, ambiguous, reader.shared(), !again, notes);
    }

    private void visit(Child child) {
        spend(child.name);
        Optional<TensorNode> tensor = reader.read(child.node, child.name);
        if (tensor.isPresent()) {
            Found found = new Found(tensors.size(), child.place, tensor.get());
            if (byName.putIfAbsent(child.name, found) != null) {
                throw twice(child.name);
            }
            tensors.add(tensor.get().tensor());
            this.found.add(found);
            return;
        }
        Members members = above.contains(child.node.id()) ? Members.NONE : children(child);
        if (members.children.isEmpty()) {
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
        container(child, type(child.node, members));
        above.add(child.node.id());
        stack.push(new Frame(child.node, members.children.iterator()));
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

    private static Value.Container type(Node node, Members members) {
        if (node.value(members.entries) instanceof Value.Container c) {
            return c;
        }
        return new Value.Container(node.calls().map(Object::toString).orElse("object"), members.children.size());
    }

    private Members children(Child parent) {
        Node node = parent.node;
        return switch (node.kind()) {
            case DICT, LIST, TUPLE -> members(parent.name, node);
            case REDUCE, NEWOBJ, INSTANCE -> {
                Members members = members(parent.name, node);
                if (members.children.isEmpty() && node.kind() == NodeKind.NEWOBJ) {
                    members = members.and(arguments(parent.name, node));
                }
                yield members.and(attributes(parent.name, node));
            }
            case NONE, BOOL, INT, FLOAT, TEXT, BYTES, BYTEARRAY, GLOBAL, SET, FROZENSET, PERSID, EXTENSION ->
                Members.NONE;
        };
    }

    private Members members(TensorName name, Node node) {
        again |= !walked.add(node.id());
        Members members = node.isMapping() ? mapping(name, node) : Members.NONE;
        List<Node> items = node.items();
        List<Child> children = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            children.add(new Child(name.child(Integer.toString(i)), new Place.InSequence(node, i), items.get(i)));
        }
        return members.and(children);
    }

    private Members mapping(TensorName name, Node node) {
        InMapping children = new InMapping(name, node.entries());
        for (int i = 0; i < children.size(); i++) {
            if (children.entries.get(i).repeated()) {
                notes.add("The key '" + children.get(i).name + "' is set more than once; the last value counts.");
            }
        }
        return new Members(children, children.size());
    }

    private static List<Child> arguments(TensorName name, Node node) {
        List<Child> children = new ArrayList<>();
        List<Node> args = node.args();
        for (int i = 0; i < args.size(); i++) {
            children.add(new Child(name.child(Integer.toString(i)), new Place.InArguments(node, i), args.get(i)));
        }
        return children;
    }

    private List<Child> attributes(TensorName name, Node node) {
        Optional<Node> state = node.state();
        if (state.isEmpty() || state.get().id() == node.id()) {
            return List.of();
        }
        List<Node> dicts =
                state.get().kind() == NodeKind.TUPLE && state.get().items().size() == 2
                        ? state.get().items()
                        : List.of(state.get());
        List<Child> children = new ArrayList<>();
        for (Node dict : dicts) {
            if (dict.isMapping() && dict.id() != node.id()) {
                again |= !walked.add(dict.id());
                InMapping attributes = new InMapping(name, dict.entries());
                for (int i = 0; i < attributes.size(); i++) {
                    if (!attributes.entries.get(i).key().isText("_metadata")) {
                        children.add(attributes.get(i));
                    }
                }
            }
        }
        return children;
    }

    /** What an object holds, and how many entries of a mapping are among it. */
    private record Members(List<Child> children, int entries) {
        static final Members NONE = new Members(List.of(), 0);

        Members and(List<Child> more) {
            if (more.isEmpty()) {
                return this;
            }
            List<Child> all = new ArrayList<>(children);
            all.addAll(more);
            return new Members(all, entries);
        }
    }

    /** The entries of a mapping, each made a child when its turn comes. */
    private static final class InMapping extends AbstractList<Child> {
        private final TensorName name;
        private final List<Entry> entries;
        private final KeyNames keys;

        InMapping(TensorName name, List<Entry> entries) {
            this.name = name;
            this.entries = entries;
            this.keys = KeyNames.of(entries);
        }

        @Override
        public Child get(int index) {
            Entry e = entries.get(index);
            return new Child(name.child(keys.name(e)), new Place.InMapping(e), e.value());
        }

        @Override
        public int size() {
            return entries.size();
        }
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
                        "two tensors have this name: one key is a text, the other prints like it, as a number does, or is an"
                                + " attribute",
                        "Rename one of the two keys with Python, and save the file again.")
                .asException();
    }
}
