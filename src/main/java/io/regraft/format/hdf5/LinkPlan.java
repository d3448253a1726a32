package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The links that the result shall have, made of those of the source and of the datasets of its tensors. */
final class LinkPlan {

    private final Hdf5Checkpoint source;
    private final Assignment assignment;
    private final Map<TensorName, TensorName> images;
    private final Tree tree;

    private LinkPlan(Hdf5Checkpoint source, Assignment assignment) {
        this.source = source;
        this.assignment = assignment;
        this.tree = new Tree(source.name());
        this.images = GroupMoves.of(groups(), assignment.names());
    }

    /**
     * What the result's groups hold.
     *
     * @param images where the groups of the source are in it
     */
    record Planned(Map<TensorName, TensorName> images, Map<TensorName, Map<String, Tree.Branch>> groups) {}

    static Planned of(Hdf5Checkpoint source, Assignment assignment) {
        LinkPlan plan = new LinkPlan(source, assignment);
        plan.groups().forEach(g -> plan.tree.group(plan.images.get(g)));
        plan.groups().forEach(plan::keep);
        assignment.branches().forEach(plan.tree::put);
        return new Planned(plan.images, plan.tree.groups());
    }

    private List<TensorName> groups() {
        return source.paths().addresses().entrySet().stream()
                .filter(e -> source.objects().at(e.getValue()).isGroup())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The links of a group but those to tensors. */
    private void keep(TensorName group) {
        TensorName image = images.get(group);
        HdfObject object = source.objects().at(source.paths().addresses().get(group));
        for (Link link : object.links()) {
            TensorName path = group.child(link.name());
            TensorName to = images.getOrDefault(path, image.child(link.name()));
            if (source.tensor(path).isEmpty()) {
                Link kept = link.kind() == Link.Kind.SOFT ? retargeted(link, group, image) : link;
                boolean same = to.key().equals(link.name());
                tree.put(to, new Tree.Kept(same ? kept : kept.named(to.key())));
            }
        }
    }

    /** A soft link leads where it led, under the new name of what is there. */
    private Link retargeted(Link link, TensorName group, TensorName image) {
        String text = StandardCharsets.UTF_8.decode(link.target().duplicate()).toString();
        boolean absolute = text.startsWith("/");
        List<String> parts = new ArrayList<>(absolute ? List.of() : group.parts());
        Arrays.stream(text.split("/"))
                .filter(p -> !p.isEmpty() && !p.equals("."))
                .forEach(parts::add);
        TensorName target = new TensorName(parts);
        Optional<TensorName> moved = Optional.ofNullable(images.get(target))
                .or(() -> Optional.ofNullable(assignment.names().get(target)));
        boolean stays = moved.isEmpty() || (moved.get().equals(target) && (absolute || group.equals(image)));
        if (stays) {
            return link;
        }
        boolean below = !absolute && moved.get().isUnder(image) && !moved.get().equals(image);
        List<String> path =
                below ? moved.get().relativeTo(image).parts() : moved.get().parts();
        String changed = (below ? "" : "/") + String.join("/", path);
        return changed.equals(text) ? link : link.toPath(StandardCharsets.UTF_8.encode(changed));
    }

    /** Groups of the source whose links change, by address: the links that they shall have. */
    static Map<Long, Map<String, Tree.Branch>> changes(Hdf5Checkpoint source, Planned planned) {
        Map<Long, Map<String, Tree.Branch>> wanted = new LinkedHashMap<>();
        planned.images().forEach((before, after) -> {
            long address = source.paths().addresses().get(before);
            Map<String, Tree.Branch> links = planned.groups().get(after);
            Map<String, Tree.Branch> other = wanted.putIfAbsent(address, links);
            if (other != null && !same(source.objects().at(address), other, links)) {
                throw new Tree(source.name())
                        .refused(
                                before,
                                "the same change under each name of a group that hard links lead to",
                                "different ones",
                                "Name both in the migration, or neither.");
            }
        });
        wanted.entrySet().removeIf(e -> isAsFound(source.objects().at(e.getKey()), e.getValue()));
        return wanted;
    }

    private static boolean same(HdfObject group, Map<String, Tree.Branch> a, Map<String, Tree.Branch> b) {
        return a.keySet().equals(b.keySet())
                && a.entrySet().stream()
                        .allMatch(e -> e.getValue().equals(b.get(e.getKey()))
                                || (isAsFound(group, e.getKey(), e.getValue())
                                        && isAsFound(group, e.getKey(), b.get(e.getKey()))));
    }

    private static boolean isAsFound(HdfObject group, Map<String, Tree.Branch> wanted) {
        Set<String> names = new HashSet<>();
        group.links().forEach(l -> names.add(l.name()));
        return names.equals(wanted.keySet())
                && wanted.entrySet().stream().allMatch(e -> isAsFound(group, e.getKey(), e.getValue()));
    }

    private static boolean isAsFound(HdfObject group, String name, Tree.Branch branch) {
        Optional<Link> found = group.link(name);
        if (found.isEmpty()) {
            return false;
        }
        if (branch instanceof Tree.Old old) {
            return found.get().kind() == Link.Kind.HARD && found.get().address() == old.address();
        }
        return branch instanceof Tree.Kept kept
                && kept.link().kind() == found.get().kind()
                && kept.link().address() == found.get().address()
                && kept.link().target().equals(found.get().target());
    }
}
