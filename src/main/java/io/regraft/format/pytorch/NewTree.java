package io.regraft.format.pytorch;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The objects of a new checkpoint: names of several parts made into dicts that hold each other. */
final class NewTree {

    /** Python's own pickler, which goes into itself for each, ends at about as many. */
    private static final int DEEPEST = 300;

    /** An object: a dict, a tensor or another value. */
    sealed interface Member {}

    /** A dict, in order. */
    record Branch(Map<String, Member> members) implements Member {
        /** True if it is what torch saves of a module, as far as that can be told: tensors in a dict of their own. */
        boolean isStateDict() {
            return members.isEmpty() || members.values().stream().anyMatch(Leaf.class::isInstance);
        }
    }

    /** A tensor. */
    record Leaf(Revised tensor) implements Member {}

    /** A value that is no tensor. */
    record Other(Plain value) implements Member {}

    private final Revision revision;
    private Member root = new Branch(new LinkedHashMap<>());

    private NewTree(Revision revision) {
        this.revision = revision;
    }

    /**
     * The objects of a revision.
     *
     * @throws RegraftException if one name is that of two
     */
    static Member of(Revision revision) {
        NewTree tree = new NewTree(revision);
        revision.tensors().forEach(t -> tree.add(t.name(), new Leaf(t), Optional.empty()));
        for (ValueEdit edit : revision.values()) {
            edit.value().ifPresent(v -> tree.add(edit.path(), new Other(v), Optional.of(edit.at())));
        }
        return tree.root;
    }

    private void add(TensorName name, Member member, Optional<Where> at) {
        List<String> parts = name.parts();
        if (parts.size() > DEEPEST) {
            throw refused(
                    name,
                    at,
                    String.format(
                            Locale.ROOT,
                            "expected at most %,d containers in each other, found %,d",
                            DEEPEST,
                            parts.size()));
        }
        if (parts.isEmpty()) {
            if (!((Branch) root).members().isEmpty() || revision.tensors().size() > 1) {
                throw refused(name, at, "it would be the whole file, and others are in it");
            }
            root = member;
            return;
        }
        Member holder = root;
        for (int i = 0; i < parts.size(); i++) {
            if (!(holder instanceof Branch branch)) {
                throw refused(
                        name, at, "'" + new TensorName(parts.subList(0, i)) + "' is in the way, which holds nothing");
            }
            if (i == parts.size() - 1) {
                if (branch.members().putIfAbsent(parts.get(i), member) != null) {
                    throw refused(name, at, "something else of this name is in the file");
                }
            } else {
                holder = branch.members().computeIfAbsent(parts.get(i), p -> new Branch(new LinkedHashMap<>()));
            }
        }
    }

    private RegraftException refused(TensorName name, Optional<Where> at, String what) {
        Where where = at.orElseGet(() -> new Where.InTensor(revision.source().name(), name.text()));
        return new Problem(Kind.CHECKPOINT, where, what, "Rename or drop one of them first.").asException();
    }
}
