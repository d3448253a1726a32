package io.regraft.plan;

import io.regraft.checkpoint.TensorName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The groups of one class of Keras layers, which are counted from the first on: {@code dense}, {@code dense_1}, and so on.
 *
 * @param group one that holds nothing any more
 * @param wanted those that the configuration has a layer for
 * @param filled those that hold tensors
 */
record ByClass(TensorName group, Set<TensorName> wanted, Set<TensorName> filled) {

    private static final Pattern NUMBERED = Pattern.compile("(.*?)(?:_([0-9]{1,6}))?");

    ByClass {
        wanted = Set.copyOf(wanted);
        filled = Set.copyOf(filled);
    }

    /** True if another group is of the class. */
    boolean holds(TensorName other) {
        return !of(List.of(other)).isEmpty();
    }

    /** True if groups of the class that come behind this one still hold tensors. */
    boolean isGap() {
        return of(filled).stream().anyMatch(g -> number(g) > number(group));
    }

    /** Groups of the class that hold tensors and have no layer. */
    List<TensorName> orphans() {
        return of(filled).stream().filter(g -> !wanted.contains(g)).toList();
    }

    /** The groups that hold tensors to the names that they get when they are counted without a gap. */
    Map<TensorName, TensorName> renames() {
        List<TensorName> left = of(filled);
        List<TensorName> names = new ArrayList<>(of(wanted));
        left.stream().filter(g -> !names.contains(g)).forEach(names::add);
        names.sort(Comparator.comparingInt(ByClass::number));
        Map<TensorName, TensorName> renames = new LinkedHashMap<>();
        for (int i = 0; i < left.size(); i++) {
            if (!left.get(i).equals(names.get(i))) {
                renames.put(left.get(i), names.get(i));
            }
        }
        return renames;
    }

    private List<TensorName> of(Collection<TensorName> groups) {
        return groups.stream()
                .filter(g -> g.container().equals(group.container()) && stem(g).equals(stem(group)))
                .sorted(Comparator.comparingInt(ByClass::number))
                .toList();
    }

    private static String stem(TensorName group) {
        return matched(group).group(1);
    }

    private static int number(TensorName group) {
        String number = matched(group).group(2);
        return number == null ? 0 : Integer.parseInt(number);
    }

    private static Matcher matched(TensorName group) {
        Matcher m = NUMBERED.matcher(group.key());
        if (!m.matches()) {
            throw new IllegalStateException("every text is matched: " + group);
        }
        return m;
    }
}
