package io.regraft.migration;

import java.util.List;

/** A map from old row to new row, inline or from a file. No old row twice, and no new one. */
public record IdMap(List<Pair> pairs) {

    public IdMap {
        pairs = List.copyOf(pairs);
    }

    /** {@code from: to}, each with its place; both at least 0. */
    public record Pair(Located<Long> from, Located<Long> to) {}
}
