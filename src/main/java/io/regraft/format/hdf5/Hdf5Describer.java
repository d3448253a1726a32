package io.regraft.format.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.regraft.checkpoint.Input;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Says in a few words what an HDF5 file holds. */
public final class Hdf5Describer {

    private static final int MOST_NODES = 10_000;

    private Hdf5Describer() {}

    /** Such as {@code with 12 datasets}; empty where the file is no file on disk or can't be read. */
    public static String describe(Input in) {
        return in.channel()
                // Not closed: the channel is the input's.
                .map(channel -> Guard.text(() -> count(new HdfFile(channel))))
                .orElse("");
    }

    private static String count(HdfFile file) {
        Deque<Group> open = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>();
        open.push(file);
        int datasets = 0;
        boolean keras = file.getAttributes().containsKey("keras_version")
                || file.getAttributes().containsKey("layer_names");
        while (!open.isEmpty() && seen.size() < MOST_NODES) {
            for (Node node : open.pop().getChildren().values()) {
                // A link may lead to another file: not followed. A group may hold itself: entered once.
                if (!node.isLink() && seen.add(node.getAddress())) {
                    if (node instanceof Group group) {
                        open.push(group);
                    } else {
                        datasets++;
                    }
                }
            }
        }
        return String.format(
                Locale.ROOT,
                "with %s%,d datasets%s",
                open.isEmpty() ? "" : "at least ",
                datasets,
                keras ? ", written by Keras" : "");
    }
}
