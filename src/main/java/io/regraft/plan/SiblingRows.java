package io.regraft.plan;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds parameters of a module that were left behind: the rows of its weight changed, and its bias, which had as many,
 * still has them. Such a module does not load.
 */
final class SiblingRows {

    /** Parameters and buffers of torch's own modules that have a row for each output. */
    private static final Pattern PARAMETERS = Pattern.compile("(weight|bias|running_|scale|zero_point|g$|v$).*");

    private final StateDict state;

    SiblingRows(StateDict state) {
        this.state = state;
    }

    /** Warns of every one that was left behind. */
    void report() {
        List<RowChange> changes = new ArrayList<>();
        Set<TensorName> changed = new HashSet<>();
        for (RowChange c : RowChange.of(state)) {
            changed.add(c.name());
            if (c.axis() == 0 && c.before() > 1 && isParameter(c.name())) {
                changes.add(c);
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        Map<TensorName, List<Entry>> modules = new HashMap<>();
        for (Entry e : state.entries()) {
            if (isParameter(e.name()) && !changed.contains(e.name())) {
                modules.computeIfAbsent(module(e.name()), k -> new ArrayList<>())
                        .add(e);
            }
        }
        Set<TensorName> said = new HashSet<>();
        for (RowChange c : changes) {
            for (Entry e : modules.getOrDefault(module(c.name()), List.of())) {
                Shape shape = e.type().shape();
                if (shape.rank() > 0 && shape.extent(0) == c.before() && said.add(e.name())) {
                    state.warn(
                            c.at(),
                            String.format(
                                    Locale.ROOT,
                                    "%s still has %,d rows, as %s had; that has %,d now. Name both in the step, if they"
                                            + " are rows of the same things",
                                    e.name(),
                                    c.before(),
                                    c.name(),
                                    c.after()));
                }
            }
        }
    }

    private static boolean isParameter(TensorName name) {
        return !module(name).key().isEmpty() && PARAMETERS.matcher(last(name)).matches();
    }

    /** The name of the module: the container, and the key without its last part. */
    private static TensorName module(TensorName name) {
        String key = name.key();
        return name.container().child(key.substring(0, Math.max(0, key.lastIndexOf('.'))));
    }

    private static String last(TensorName name) {
        return name.key().substring(name.key().lastIndexOf('.') + 1);
    }
}
