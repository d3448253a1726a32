package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which dataset each tensor of the result is: one of the source, as it is or with a new content, or one that is made.
 */
final class Assignment {

    private final Map<TensorName, Long> addresses;
    private final Map<TensorName, Tree.Branch> branches = new LinkedHashMap<>();
    private final Map<Long, Revised> changed = new LinkedHashMap<>();
    private final List<Revised> made = new ArrayList<>();
    private final Map<TensorName, TensorName> names = new LinkedHashMap<>();

    private Assignment(Map<TensorName, Long> addresses) {
        this.addresses = addresses;
    }

    /**
     * The datasets of a revision.
     *
     * @param addresses of the source's objects by path
     */
    static Assignment of(Revision revision, Map<TensorName, Long> addresses) {
        Assignment a = new Assignment(addresses);
        revision.tensors().forEach(r -> requireEncodable(revision.source().name(), r));
        a.names(revision.tensors());
        a.branches(revision.tensors());
        return a;
    }

    private static void requireEncodable(String file, Revised r) {
        boolean isNew =
                r.origin().filter(o -> o.type().dtype() == r.type().dtype()).isEmpty();
        if (isNew && Datatype.encode(r.type().dtype()).isEmpty()) {
            throw Problem.expected(
                            Kind.MIGRATION,
                            new Where.InTensor(file, r.name().text()),
                            "a dtype that h5py writes",
                            r.type().dtype().label(),
                            "Cast it to one that HDF5 has, such as float32.")
                    .asException();
        }
    }

    /** The link of each tensor of the result. */
    Map<TensorName, Tree.Branch> branches() {
        return branches;
    }

    /** Datasets of the source that get a new content. */
    Map<Long, Revised> changed() {
        return changed;
    }

    /** Datasets that are made, by number. */
    List<Revised> made() {
        return made;
    }

    /** Tensors of the source that stay, and their names in the result. */
    Map<TensorName, TensorName> names() {
        return names;
    }

    private void names(List<Revised> tensors) {
        for (Revised r : tensors) {
            r.origin().ifPresent(o -> {
                if (o.name().equals(r.name())) {
                    names.put(o.name(), r.name());
                } else {
                    names.putIfAbsent(o.name(), r.name());
                }
            });
        }
    }

    private void branches(List<Revised> tensors) {
        Set<Long> kept = new HashSet<>();
        for (Revised r : tensors) {
            if (r.content().isEmpty()) {
                kept.add(address(r));
            }
        }
        Map<Integer, Tree.Branch> contents = new HashMap<>();
        for (boolean sameName : new boolean[] {true, false}) {
            for (Revised r : tensors) {
                boolean isSame =
                        r.origin().filter(o -> o.name().equals(r.name())).isPresent();
                if (isSame == sameName && r.content().isPresent() && r.origin().isPresent()) {
                    long address = address(r);
                    boolean free = !kept.contains(address) && !changed.containsKey(address);
                    if (free && contents.putIfAbsent(r.content().getAsInt(), new Tree.Old(address)) == null) {
                        changed.put(address, r);
                    }
                }
            }
        }
        for (Revised r : tensors) {
            if (r.content().isEmpty()) {
                branches.put(r.name(), new Tree.Old(address(r)));
            } else {
                branches.put(r.name(), contents.computeIfAbsent(r.content().getAsInt(), c -> {
                    made.add(r);
                    return new Tree.Made(made.size() - 1);
                }));
            }
        }
    }

    private long address(Revised r) {
        return addresses.get(r.origin().orElseThrow().name());
    }
}
