package io.regraft.format.pytorch.pickle;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes the graph of a pickle as text, with a number for each object that can be told from an equal one. */
final class Graphs {

    private final StringBuilder out = new StringBuilder();
    private final Map<Node, Integer> numbers = new HashMap<>();

    static String text(byte[] pickle) {
        return text(Assembler.parse(pickle).root());
    }

    static String text(Node root) {
        Graphs graphs = new Graphs();
        graphs.write(root);
        return graphs.out.toString();
    }

    private void write(Node node) {
        switch (node.kind()) {
            case NONE -> out.append("None");
            case BOOL -> out.append(node.bool());
            case INT -> out.append(node.bigInteger());
            case FLOAT -> out.append(node.real());
            case TEXT -> out.append('\'').append(node.text()).append('\'');
            case BYTES -> out.append(String.format(Locale.ROOT, "b%d", node.byteLength()));
            case GLOBAL -> out.append(node.global().orElseThrow());
            case TUPLE -> tuple(node);
            case BYTEARRAY -> object(node, "bytearray");
            case LIST -> object(node, "");
            case DICT -> object(node, "");
            case SET -> object(node, "set");
            case FROZENSET -> object(node, "frozenset");
            case REDUCE, NEWOBJ, INSTANCE -> object(node, "call");
            case PERSID -> object(node, "pid");
            case EXTENSION -> out.append("extension");
        }
    }

    private void tuple(Node node) {
        if (node.items().isEmpty()) {
            out.append("()");
        } else if (isNew(node, "")) {
            list("(", node.items(), ")");
        }
    }

    private void object(Node node, String name) {
        if (!isNew(node, name)) {
            return;
        }
        node.persistentId().ifPresent(this::write);
        node.callable().ifPresentOrElse(this::write, () -> node.calls().ifPresent(out::append));
        if (node.argsNode().isPresent() || node.kind() == NodeKind.INSTANCE) {
            list("(", node.args(), ")");
        }
        // A Counter's entries are those of its argument, which is written already.
        if (node.isMapping() && node.mapping().equals(node)) {
            out.append('{');
            for (Entry e : node.entries()) {
                write(e.key());
                out.append(": ");
                write(e.value());
                out.append(", ");
            }
            out.append('}');
        }
        if (node.kind() == NodeKind.LIST || !node.items().isEmpty()) {
            list("[", node.items(), "]");
        }
        for (Node state : node.states()) {
            out.append(" with ");
            write(state);
        }
    }

    private void list(String open, Iterable<Node> items, String close) {
        out.append(open);
        for (Node item : items) {
            write(item);
            out.append(", ");
        }
        out.append(close);
    }

    private boolean isNew(Node node, String name) {
        Integer known = numbers.putIfAbsent(node, numbers.size());
        out.append(name).append('#').append(known == null ? numbers.size() - 1 : known);
        return known == null;
    }
}
