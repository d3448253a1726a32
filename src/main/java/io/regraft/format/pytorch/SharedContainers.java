package io.regraft.format.pytorch;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A container that stands in the file under several names is one: a result must have the same in it under each. */
final class SharedContainers {

    /** What a container has of a tensor. */
    private record Member(String key, OptionalInt content, Optional<Node> object) {
        static Member of(Goal g) {
            return new Member(
                    g.name().key(), g.content(), g.origin().map(f -> f.tensor().node()));
        }
    }

    private final String file;
    private final Inventory inventory;
    private final Map<TensorName, List<Goal>> members = new HashMap<>();

    private SharedContainers(String file, Inventory inventory, Goals goals) {
        this.file = file;
        this.inventory = inventory;
        goals.all()
                .forEach(g -> members.computeIfAbsent(g.name().container(), c -> new ArrayList<>())
                        .add(g));
    }

    /**
     * Compares what each such container is to hold.
     *
     * @throws RegraftException if the names differ in it
     */
    static void requireAlike(String file, Inventory inventory, Goals goals) {
        if (!inventory.entriesAreOnePath()) {
            new SharedContainers(file, inventory, goals).compareAll();
        }
    }

    private void compareAll() {
        Map<Node, TensorName> firsts = new HashMap<>();
        inventory.nodes().forEach((path, node) -> {
            // Of two objects with one path, the tensors of both are there.
            if (!inventory.ambiguous().contains(path)) {
                TensorName first = firsts.putIfAbsent(node, path);
                if (first != null) {
                    compare(first, path);
                }
            }
        });
    }

    private void compare(TensorName first, TensorName second) {
        List<Goal> ours = members.getOrDefault(first, List.of());
        List<Goal> theirs = members.getOrDefault(second, List.of());
        if (ours.stream()
                .map(Member::of)
                .toList()
                .equals(theirs.stream().map(Member::of).toList())) {
            return;
        }
        Map<String, Goal> left = new HashMap<>();
        theirs.forEach(g -> left.put(g.name().key(), g));
        for (Goal g : ours) {
            Goal other = left.remove(g.name().key());
            if (other == null) {
                throw underOne(g, second);
            }
            if (!Member.of(g).equals(Member.of(other))) {
                throw different(g, other);
            }
        }
        theirs.stream()
                .filter(g -> left.containsKey(g.name().key()))
                .findFirst()
                .ifPresent(g -> {
                    throw underOne(g, first);
                });
        throw refused(
                ours.get(0),
                first,
                second,
                "their tensors would come in two orders",
                "Treat them alike in one migration.");
    }

    private RegraftException underOne(Goal g, TensorName other) {
        TensorName twin = other.child(g.name().key());
        return refused(
                g,
                g.name().container(),
                other,
                "'" + g.name() + "' would be there without '" + twin + "'",
                g.keeper()
                        ? "Rename and drop under all the names alike, in one migration."
                        : "Add the other name in the same migration: copy: {from: '" + g.name() + "', to: '" + twin
                                + "', share: true}.");
    }

    private RegraftException different(Goal g, Goal other) {
        return refused(
                g,
                g.name().container(),
                other.name().container(),
                "'" + g.name() + "' and '" + other.name() + "' would be two tensors",
                "Make one of them, and give it the other name with 'share: true' of copy.");
    }

    private RegraftException refused(Goal g, TensorName first, TensorName second, String what, String fix) {
        return new Problem(
                        Kind.MIGRATION,
                        new Where.InTensor(file, g.name().text()),
                        "'" + first + "' and '" + second + "' are one "
                                + inventory.containers().get(first).type()
                                + ", which stands in the file under several names, but " + what,
                        fix)
                .asException();
    }
}
