package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The objects of a file by their path, in order; one that several hard links lead to has several.
 *
 * @param addresses of the objects' headers by path; the root is the first
 * @param notes oddities, each one sentence
 */
record Paths(Map<TensorName, Long> addresses, List<String> notes) {

    private static final int DEEPEST = 256;

    static Paths of(Objects objects) {
        Walk walk = new Walk(objects);
        walk.enter(TensorName.ROOT, objects.superblock().root());
        return new Paths(walk.addresses, walk.notes);
    }

    /** One walk from the root down. */
    private static final class Walk {
        private final Objects objects;
        private final Map<TensorName, Long> addresses = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();
        private final Set<Long> above = new HashSet<>();

        Walk(Objects objects) {
            this.objects = objects;
        }

        void enter(TensorName path, long address) {
            addresses.put(path, address);
            int most = objects.image().limits().paths();
            if (addresses.size() > most || path.parts().size() > DEEPEST) {
                throw Problem.expected(
                                Kind.CHECKPOINT,
                                new Where.InFile(objects.image().file()),
                                String.format(Locale.ROOT, "at most %,d paths, %d deep", most, DEEPEST),
                                "more",
                                "The file is damaged or hostile: get it again.")
                        .asException();
            }
            above.add(address);
            for (Link link : objects.at(address).links()) {
                TensorName child = path.child(link.name());
                if (link.kind() != Link.Kind.HARD) {
                    notes.add("'" + child.text() + "' is " + kind(link) + " and is kept as it is.");
                } else if (above.contains(link.address())) {
                    notes.add("'" + child.text() + "' leads back to a group that it lies in.");
                } else {
                    enter(child, link.address());
                }
            }
            above.remove(address);
        }

        private static String kind(Link link) {
            return switch (link.kind()) {
                case SOFT -> "a soft link";
                case EXTERNAL -> "a link to another file";
                case OTHER -> "a link of a type that is not known";
                case HARD -> throw new IllegalStateException();
            };
        }
    }
}
