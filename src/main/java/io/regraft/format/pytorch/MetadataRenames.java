package io.regraft.format.pytorch;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.pytorch.pickle.Entry;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.PickleEdit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A state dict's {@code _metadata}, which has a record for each module, follows a rename.
 *
 * <p>The rule, for each state dict of which a tensor is renamed or moved away; what is dropped has no say, and a key's last
 * part may change freely:
 *
 * <ol>
 *   <li>A module whose tensors, those of its submodules among them, all come under one other module takes its key along:
 *       with {@code enc.0.weight} and {@code enc.2.bias} gone to {@code encoder.}, {@code enc}, {@code enc.0} and
 *       {@code enc.2} become {@code encoder}, {@code encoder.0} and {@code encoder.2}.
 *   <li>A module without tensors, such as a ReLU, goes where the nearest module around it that has some goes.
 *   <li>A module whose tensors went to several places, none staying, is gone, and so is its key; likewise where the module
 *       it went to has a key already.
 *   <li>The root's key is the empty text. If a module becomes the root, as {@code module} does when that prefix is taken
 *       off, its record takes the root's place. If the root gets a name, the name gets the root's record and the new root
 *       keeps it too.
 * </ol>
 *
 * <p>All other keys stay. Where two state dicts have one {@code _metadata}, it is changed if both want the same of it.
 */
final class MetadataRenames {

    private static final String ROOT = "";

    /** The modules of one state dict: where the tensors in them go, and which modules of the result have some. */
    private static final class Modules {
        /** By module with tensors: where it goes; empty if not to one place. */
        final Map<String, Optional<String>> moves = new HashMap<>();

        final Set<String> left = new HashSet<>();

        void had(String key, Optional<String> now) {
            String from = ofKey(key);
            Optional<String> to = now.map(Modules::ofKey);
            for (String m : around(from)) {
                Optional<String> stem = to.flatMap(t -> stem(t, within(m, from)));
                moves.merge(m, stem, (a, b) -> a.equals(b) ? a : Optional.empty());
            }
        }

        void has(String key) {
            left.addAll(around(ofKey(key)));
        }

        /** What becomes of a module: another one, itself, or empty if it goes. */
        Optional<String> fate(String module) {
            String holder = around(module).stream()
                    .filter(moves::containsKey)
                    .findFirst()
                    .orElse(ROOT);
            Optional<String> to = moves.getOrDefault(holder, Optional.of(holder));
            if (to.isEmpty()) {
                return left.contains(holder) ? Optional.of(module) : Optional.empty();
            }
            String rest = within(holder, module);
            return Optional.of(rest.isEmpty() ? to.get() : to.get().isEmpty() ? rest : to.get() + "." + rest);
        }

        private static String ofKey(String key) {
            return key.substring(0, Math.max(0, key.lastIndexOf('.')));
        }

        /** The module and those around it, the root last. */
        private static List<String> around(String module) {
            List<String> all = new ArrayList<>();
            for (String m = module; !m.isEmpty(); m = ofKey(m)) {
                all.add(m);
            }
            all.add(ROOT);
            return all;
        }

        /** The path of a module from one around it, or itself. */
        private static String within(String around, String module) {
            return around.isEmpty() ? module : module.substring(Math.min(module.length(), around.length() + 1));
        }

        /** The module in which {@code rest} leads to this one. */
        private static Optional<String> stem(String module, String rest) {
            if (rest.isEmpty()) {
                return Optional.of(module);
            }
            if (module.equals(rest)) {
                return Optional.of(ROOT);
            }
            return module.endsWith("." + rest)
                    ? Optional.of(module.substring(0, module.length() - rest.length() - 1))
                    : Optional.empty();
        }
    }

    /** What is to be done to the entries of a {@code _metadata}: keys that change, entries that go, the root's name. */
    private record Changes(Map<Integer, String> renamed, Set<Integer> removed, Optional<String> rootName) {}

    private final Inventory inventory;
    private final Goals goals;
    private final PickleEdit edit;

    MetadataRenames(Inventory inventory, Goals goals, PickleEdit edit) {
        this.inventory = inventory;
        this.goals = goals;
        this.edit = edit;
    }

    void apply() {
        Map<TensorName, Modules> stateDicts = stateDicts();
        Map<Node, Optional<Changes>> wanted = new LinkedHashMap<>();
        stateDicts.forEach((container, modules) -> metadata(container)
                .ifPresent(m -> wanted.merge(
                        m,
                        Optional.of(changes(entries(m), modules)),
                        (a, b) -> a.equals(b) ? a : Optional.<Changes>empty())));
        wanted.forEach((metadata, changes) -> changes.filter(c -> !isWantedAsItIs(metadata, stateDicts.keySet()))
                .ifPresent(c -> apply(entries(metadata), c)));
    }

    private Optional<Node> metadata(TensorName container) {
        return Optional.ofNullable(inventory.nodes().get(container))
                .flatMap(node -> node.attribute("_metadata"))
                .filter(Node::isMapping);
    }

    /** True if a state dict of which nothing moves has it too. */
    private boolean isWantedAsItIs(Node metadata, Set<TensorName> moving) {
        return metadata.isShared()
                && inventory.nodes().keySet().stream()
                        .filter(path -> !moving.contains(path))
                        .anyMatch(path -> metadata(path).equals(Optional.of(metadata)));
    }

    /** By container, those of which a tensor is renamed or moved away. */
    private Map<TensorName, Modules> stateDicts() {
        Map<TensorName, Modules> all = new LinkedHashMap<>();
        for (Goal g : goals.changed()) {
            if (g.keeper() && !g.origin().orElseThrow().name().equals(g.name())) {
                all.putIfAbsent(g.origin().orElseThrow().name().container(), new Modules());
            }
        }
        if (all.isEmpty()) {
            return all;
        }
        for (Goal g : goals.all()) {
            String key = g.name().key();
            Optional.ofNullable(all.get(g.name().container())).ifPresent(m -> m.has(key));
            if (g.keeper()) {
                TensorName before = g.origin().orElseThrow().name();
                Optional<String> now = g.staysInContainer() ? Optional.of(key) : Optional.empty();
                Optional.ofNullable(all.get(before.container())).ifPresent(m -> m.had(before.key(), now));
            }
        }
        return all;
    }

    private static Map<String, Entry> entries(Node metadata) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Entry e : metadata.entries()) {
            if (e.key().kind() == NodeKind.TEXT) {
                entries.put(e.key().text(), e);
            }
        }
        return entries;
    }

    private static Changes changes(Map<String, Entry> entries, Modules modules) {
        Map<String, Optional<String>> moving = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        entries.keySet().stream().filter(m -> !m.equals(ROOT)).forEach(m -> {
            Optional<String> fate = modules.fate(m);
            if (fate.equals(Optional.of(m))) {
                taken.add(m);
            } else {
                moving.put(m, fate);
            }
        });
        Optional<String> rootName = modules.moves
                .getOrDefault(ROOT, Optional.empty())
                .filter(name -> entries.containsKey(ROOT) && !name.equals(ROOT) && taken.add(name));
        Changes changes = new Changes(new LinkedHashMap<>(), new HashSet<>(), rootName);
        moving.forEach((module, fate) -> {
            int number = entries.get(module).number();
            if (fate.isPresent() && taken.add(fate.get())) {
                changes.renamed.put(number, fate.get());
            } else {
                changes.removed.add(number);
            }
        });
        if (taken.contains(ROOT) && entries.containsKey(ROOT)) {
            changes.removed.add(entries.get(ROOT).number());
        }
        return changes;
    }

    private void apply(Map<String, Entry> entries, Changes changes) {
        entries.values().forEach(e -> {
            if (changes.renamed.containsKey(e.number())) {
                edit.rename(e, NewValue.of(changes.renamed.get(e.number())));
            } else if (changes.removed.contains(e.number())) {
                edit.remove(e);
            }
        });
        changes.rootName.ifPresent(name -> {
            Entry root = entries.get(ROOT);
            edit.insertAfter(root, NewValue.of(name), NewValue.existing(root.value()));
        });
    }
}
