package io.regraft.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A map from old row to new row, inline or from a file. No old row twice, and no new one. */
public record IdMap(List<Pair> pairs) {

    private static final Pattern ROW = Pattern.compile("0|[1-9][0-9]{0,17}");

    public IdMap {
        pairs = List.copyOf(pairs);
    }

    /** {@code from: to}, each with its place; both at least 0. */
    public record Pair(Located<Long> from, Located<Long> to) {}

    static IdMap of(TextMap texts) {
        List<Pair> pairs = new ArrayList<>();
        Map<Long, Located<Long>> taken = new HashMap<>();
        for (TextMap.Pair p : texts.pairs()) {
            Pair pair = new Pair(row(p.from()), row(p.to()));
            Located<Long> other = taken.putIfAbsent(pair.to().value(), pair.to());
            Step.require(
                    other == null,
                    pair.to().at(),
                    "A new row comes from one old row.",
                    "two old rows go to the new row %,d, the other at %s",
                    pair.to().value(),
                    other == null ? "" : other.at().text());
            pairs.add(pair);
        }
        return new IdMap(pairs);
    }

    private static Located<Long> row(Located<String> text) {
        Step.require(
                ROW.matcher(text.value()).matches(),
                text.at(),
                "This map is old row: new row, both counted from 0.",
                "expected a row, found '%s'",
                text.value());
        return new Located<>(Long.parseLong(text.value()), text.at());
    }
}
