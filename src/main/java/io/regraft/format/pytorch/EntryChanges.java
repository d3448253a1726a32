package io.regraft.format.pytorch;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.pytorch.StoragePlan.Target;
import io.regraft.format.pytorch.pickle.Entry;
import io.regraft.format.pytorch.pickle.KeyNames;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.PickleEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Renames, removes and inserts entries of the containers of a pickle. */
final class EntryChanges {

    /** What becomes of an entry. */
    private record Fate(boolean stays, String key, OptionalInt content) {
        static final Fate GOES = new Fate(false, "", OptionalInt.empty());
    }

    private static final String WITH_PYTHON = "Do this with Python, or leave the tensor out.";

    private final PyTorchCheckpoint source;
    private final Inventory inventory;
    private final Goals goals;
    private final StoragePlan plan;
    private final Set<TensorName> freed;
    private final PickleEdit edit;
    private final Map<Object, Fate> fates = new HashMap<>();
    private final Map<Node, Integer> appended = new HashMap<>();
    private final Map<Node, Boolean> integerKeyed = new HashMap<>();
    /** New keys of containers that stand in the file under several names: container and key. */
    private final Set<Object> inserted = new HashSet<>();

    private final TensorPatches patches;

    /**
     * Changes of a pickle.
     *
     * @param patches what is done to the objects themselves
     * @param freed paths whose values are taken out
     */
    EntryChanges(
            PyTorchCheckpoint source,
            Goals goals,
            StoragePlan plan,
            TensorPatches patches,
            Set<TensorName> freed,
            PickleEdit edit) {
        this.patches = patches;
        this.freed = freed;
        this.source = source;
        this.inventory = source.state().orElseThrow().inventory();
        this.goals = goals;
        this.plan = plan;
        this.edit = edit;
    }

    void apply() {
        SharedContainers.requireAlike(source.input().name(), inventory, goals);
        // What stays as it is has something to say only where an entry stands under several names.
        for (Goal g : inventory.entriesAreOnePath() ? goals.changed() : goals.all()) {
            if (g.stays()) {
                keep(g);
            }
        }
        for (Inventory.Found f : goals.dropped()) {
            remove(f);
        }
        for (Goal g : goals.changed()) {
            if (g.keeper() && !g.stays()) {
                remove(g.origin().orElseThrow());
            }
        }
        insertAll();
    }

    private void keep(Goal g) {
        Inventory.Found f = g.origin().orElseThrow();
        boolean first = agreed(f, new Fate(true, g.name().key(), g.content()));
        if (f.name().equals(g.name()) || !first) {
            return;
        }
        if (!(f.place() instanceof Place.InMapping m)) {
            throw refused(f.name(), "its name is its place in a list or tuple, and can't change", WITH_PYTHON);
        }
        refuseOtherKey(g, m.entry());
        Attributes.decider(inventory, f).ifPresent(name -> {
            throw refused(
                    f.name(),
                    "it is an attribute of an object of " + name + ", whose code may want this name",
                    WITH_PYTHON);
        });
        refuseTaken(g.name());
        edit.rename(m.entry(), newKey(m.entry(), g));
    }

    /** One entry can stand under two names, where its dict does: both must want the same of it. True if it is new. */
    private boolean agreed(Inventory.Found f, Fate fate) {
        if (inventory.entriesAreOnePath()) {
            return true;
        }
        Fate other = fates.putIfAbsent(f.place().identity(), fate);
        if (other != null && !other.equals(fate)) {
            throw refused(
                    f.name(),
                    "it is one entry of a dict that stands in the file under several names",
                    "Treat it alike under each of them.");
        }
        return other == null;
    }

    private void remove(Inventory.Found f) {
        if (!agreed(f, Fate.GOES)) {
            return;
        }
        if (f.place() instanceof Place.InMapping m) {
            if (!othersGo(m)) {
                throw refused(
                        f.name(),
                        "it is named by its place among the keys that are no literals, and those after it would change"
                                + " their names",
                        WITH_PYTHON);
            }
            edit.remove(m.entry());
        } else if (f.place() instanceof Place.InSequence s
                && s.sequence().kind() == NodeKind.LIST
                && restIsDropped(f.name().container(), s)) {
            edit.removeItem(s.sequence(), s.index());
        } else {
            throw refused(
                    f.name(),
                    "it is an item of a list or tuple, and those after it would change their names, or the whole file",
                    WITH_PYTHON);
        }
    }

    /** True if no key is left whose name counts this one. */
    private boolean othersGo(Place.InMapping place) {
        List<Entry> counted = KeyNames.countedWith(place.entry());
        Set<Object> dropped = new HashSet<>();
        if (!counted.isEmpty()) {
            goals.dropped().forEach(d -> dropped.add(d.place().identity()));
        }
        return counted.stream().allMatch(c -> dropped.contains(new Place.InMapping(c).identity()));
    }

    private boolean restIsDropped(TensorName container, Place.InSequence s) {
        Set<TensorName> dropped = new HashSet<>();
        goals.dropped().forEach(d -> dropped.add(d.name()));
        for (int i = s.index(); i < s.sequence().items().size(); i++) {
            if (!dropped.contains(container.child(Integer.toString(i)))) {
                return false;
            }
        }
        return true;
    }

    private void insertAll() {
        Map<TensorName, Entry> anchors = new HashMap<>();
        if (goals.changed().stream().allMatch(Goal::stays)) {
            return;
        }
        for (int i = 0; i < goals.all().size(); i++) {
            Goal g = goals.all().get(i);
            if (g.stays()) {
                anchor(g.origin().orElseThrow(), anchors);
            } else {
                insert(g, i, anchors);
            }
        }
    }

    /** Remembers, for every container around a tensor, the entry that led to it last; attributes are none. */
    private void anchor(Inventory.Found f, Map<TensorName, Entry> anchors) {
        TensorName container = f.name().container();
        Place place = f.place();
        while (place instanceof Place.InMapping m) {
            if (m.entry().owner().equals(inventory.nodes().get(container))) {
                anchors.put(container, m.entry());
            }
            place = inventory.places().getOrDefault(container, new Place.Root());
            container = container.container();
        }
    }

    private void insert(Goal g, int index, Map<TensorName, Entry> anchors) {
        TensorName container = g.name().container();
        Node node = inventory.nodes().get(container);
        if (node == null || g.name().parts().isEmpty()) {
            throw refused(
                    g.name(),
                    "the checkpoint has no container '" + container + "'",
                    "A new tensor goes into a container that exists.");
        }
        refuseTaken(g.name());
        if (!inventory.entriesAreOnePath()
                && !inserted.add(List.of(node, g.name().key()))) {
            return;
        }
        if (node.calls("collections", "Counter")) {
            throw refused(g.name(), "'" + container + "' is a Counter, which holds numbers", "Name another container.");
        }
        NewValue value = value(g);
        if (node.isMapping()) {
            NewValue key = key(node, g);
            Entry anchor = anchors.get(container);
            if (anchor != null) {
                edit.insertAfter(anchor, key, value);
            } else {
                insertBeforeNext(node, index, container, key, value);
            }
        } else if (node.kind() == NodeKind.LIST && isNext(node, g.name())) {
            edit.append(node, value);
        } else {
            throw refused(
                    g.name(), "'" + container + "' is no dict, nor a list that it could be appended to", WITH_PYTHON);
        }
    }

    private void insertBeforeNext(Node node, int index, TensorName container, NewValue key, NewValue value) {
        Optional<Entry> next = goals.all().stream()
                .skip(index + 1L)
                .filter(g -> g.stays() && g.name().container().equals(container))
                .map(g -> g.origin().orElseThrow())
                .filter(inventory::isEntry)
                .map(f -> ((Place.InMapping) f.place()).entry())
                .findFirst();
        if (next.isEmpty()) {
            edit.insertLast(node, key, value);
        } else if (next.get().number() == 0) {
            edit.insertFirst(node, key, value);
        } else {
            edit.insertAfter(node.entries().get(next.get().number() - 1), key, value);
        }
    }

    private boolean isNext(Node list, TensorName name) {
        int size = list.items().size() + appended.getOrDefault(list, 0);
        appended.merge(list, 1, Integer::sum);
        return name.key().equals(Integer.toString(size));
    }

    /** The key of an entry of the same dict under another name. */
    private NewValue newKey(Entry entry, Goal g) {
        return newKey(entry.owner(), g);
    }

    private NewValue newKey(Node mapping, Goal g) {
        boolean integers = integerKeyed.computeIfAbsent(
                mapping, m -> KeyNames.of(m.entries()).areIntegers());
        return KeyNames.key(integers, g.name().key());
    }

    /** An entry that only takes another place keeps the key that it has. */
    private NewValue key(Node mapping, Goal g) {
        if (!g.moved() || !(g.origin().orElseThrow().place() instanceof Place.InMapping m)) {
            return newKey(mapping, g);
        }
        refuseOtherKey(g, m.entry());
        if (KeyNames.isCounted(m.entry())) {
            throw refused(
                    g.name(),
                    "it is named by its place among the keys that are no literals, and can't be moved",
                    WITH_PYTHON);
        }
        return m.entry().key().kind() == NodeKind.TEXT || isOfIntegers(m.entry(), g)
                ? newKey(mapping, g)
                : NewValue.existing(m.entry().key());
    }

    private void refuseOtherKey(Goal g, Entry entry) {
        TensorName before = g.origin().orElseThrow().name();
        if (entry.key().kind() != NodeKind.TEXT && !before.equals(g.name()) && !isOfIntegers(entry, g)) {
            throw refused(before, "its key is no text, and can't be renamed to one", WITH_PYTHON);
        }
    }

    /** True if a dict of integer keys can hold the new name, too. */
    private boolean isOfIntegers(Entry entry, Goal g) {
        return newKey(entry, g) instanceof NewValue.Int;
    }

    private NewValue value(Goal g) {
        if (g.keeper() && !patches.isReplaced(g)) {
            return NewValue.existing(g.tensor().node());
        }
        if (g.content().isEmpty()) {
            return TensorValues.sharing(g.tensor());
        }
        Target t = plan.of(g.content().getAsInt());
        return TensorValues.computedWhole(g, t.key(), location(g));
    }

    /** Where a new tensor is loaded to: where its origin is, else where the file's first one is. */
    private String location(Goal g) {
        return g.origin()
                .flatMap(f -> f.tensor().storage())
                .or(() -> inventory.found().stream()
                        .flatMap(f -> f.tensor().storage().stream())
                        .findFirst())
                .map(StorageRef::location)
                .orElse("cpu");
    }

    private void refuseTaken(TensorName name) {
        if (freed.contains(name)) {
            return;
        }
        if (inventory.values().containsKey(name) || inventory.containers().containsKey(name)) {
            throw refused(
                    name, "something that is no tensor has this name already", "Choose another name for the tensor.");
        }
    }

    private RegraftException refused(TensorName name, String what, String fix) {
        return new Problem(Kind.CHECKPOINT, new Where.InTensor(source.input().name(), name.text()), what, fix)
                .asException();
    }
}
