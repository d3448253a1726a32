package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the groups of the source are in the result. A group whose tensors all keep their places below it, under another
 * name of it, is that group under the new name, with its attributes; else it stays where it is in the group above.
 */
final class GroupMoves {

    private final List<TensorName> groups;
    private final Map<TensorName, Set<TensorName>> candidates = new HashMap<>();
    private final Map<TensorName, TensorName> images = new LinkedHashMap<>();

    private GroupMoves(List<TensorName> groups) {
        this.groups = groups;
    }

    /**
     * The images of groups.
     *
     * @param groups of the source, each after the one above it; the root first
     * @param names of tensors of the source that stay, and their names in the result
     */
    static Map<TensorName, TensorName> of(List<TensorName> groups, Map<TensorName, TensorName> names) {
        GroupMoves moves = new GroupMoves(groups);
        names.forEach(moves::vote);
        while (moves.place()) {
            // Once more, without the one that was in the way of another.
        }
        return moves.images;
    }

    /** Of each group above a tensor: what stands before the same number of parts in the new name. */
    private void vote(TensorName before, TensorName after) {
        int depth = before.parts().size();
        for (int k = 1; k < depth; k++) {
            int length = after.parts().size() - (depth - k);
            TensorName group = new TensorName(before.parts().subList(0, k));
            TensorName image = length > 0 ? new TensorName(after.parts().subList(0, length)) : TensorName.ROOT;
            candidates.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(image);
        }
    }

    /** True if two groups came to the same place, and one of them was sent back. */
    private boolean place() {
        images.clear();
        Map<TensorName, TensorName> taken = new HashMap<>();
        Set<TensorName> back = new HashSet<>();
        for (TensorName group : groups) {
            TensorName usual = group.parts().isEmpty()
                    ? group
                    : images.get(group.container()).child(group.key());
            Set<TensorName> wanted = candidates.getOrDefault(group, Set.of());
            TensorName only = wanted.size() == 1 ? wanted.iterator().next() : usual;
            TensorName image = only.equals(TensorName.ROOT) ? usual : only;
            images.put(group, image);
            TensorName other = taken.putIfAbsent(image, group);
            if (other != null) {
                back.add(image.equals(usual) ? other : group);
            }
        }
        return candidates.keySet().removeAll(back);
    }
}
