package io.regraft.format.pytorch;

import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import java.util.List;
import java.util.Optional;

/**
 * Tensors that are attributes of an object: entries of the state that its class is given on loading. What a class makes of
 * that only its code tells, and slots take no other names; a few classes are known to take any.
 */
final class Attributes {

    private static final List<String> TAKE_ANY_NAME = List.of(
            "collections.OrderedDict",
            "collections.defaultdict",
            "collections.Counter",
            "argparse.Namespace",
            "types.SimpleNamespace");

    private Attributes() {}

    /** The object whose class decides what the tensor may be called; empty if it is none's attribute, or may be renamed. */
    static Optional<String> decider(Inventory inventory, Inventory.Found found) {
        Node object = inventory.nodes().get(found.name().container());
        if (object == null || inventory.isEntry(found) || !(found.place() instanceof Place.InMapping m)) {
            return Optional.empty();
        }
        Node owner = m.entry().owner();
        boolean plain = object.states().contains(owner);
        boolean among = object.states().stream()
                .filter(s -> s.kind() == NodeKind.TUPLE)
                .anyMatch(s -> s.items().contains(owner));
        if (!plain && !among) {
            return Optional.empty();
        }
        String name = object.calls().map(g -> g.current().toString()).orElse("a class that is not named");
        return plain && TAKE_ANY_NAME.contains(name) ? Optional.empty() : Optional.of(name);
    }
}
