package io.regraft.migration.rule;

import io.regraft.kernel.RowMap;
import io.regraft.migration.IdMap;
import io.regraft.migration.Names;
import io.regraft.migration.Step;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Row {@code new} of the result is the row {@code old}; new indices that none of the pairs names are new rows. */
record IdMatching(IdMap ids, Where.InText at, boolean dropForbidden) implements RowMatching {

    /** More rows than this between two new indices are taken for a slip. */
    private static final long MOST_FRESH = 1L << 24;

    IdMatching {
        Step.require(!ids.pairs().isEmpty(), at, "Give it pairs old: new.", "the map is empty");
    }

    @Override
    public Matched match(Step step) {
        List<IdMap.Pair> pairs = ids.pairs().stream()
                .sorted(Comparator.comparing(p -> p.to().value()))
                .toList();
        long last = pairs.get(pairs.size() - 1).to().value();
        requireFew(last - pairs.size() + 1);
        RowMap.Builder map = RowMap.builder();
        List<String> fresh = new ArrayList<>();
        long next = 0;
        for (IdMap.Pair p : pairs) {
            map.fill(0, fresh.size(), p.to().value() - next);
            LongStream.range(next, p.to().value()).mapToObj(Long::toString).forEach(fresh::add);
            map.input(p.from().value(), 1);
            next = p.to().value() + 1;
        }
        requireNoneLost(step);
        return new Matched(named(), map.build(), fresh);
    }

    private void requireFew(long count) {
        Step.require(
                count <= MOST_FRESH,
                at,
                "Map to smaller indices, and grow the axis by pad.",
                "the map would leave %s without an old one",
                Axis.count(count, "row"));
    }

    @Override
    public void requireNoneNew(Step step, Matched matched) {
        int count = matched.fresh().size();
        Step.require(
                count == 0,
                step.at(),
                "Give them init: mean, or map an old row to each.",
                "no old row is mapped to %s of the new %,d",
                Axis.count(count, "row"),
                count + ids.pairs().size());
    }

    private void requireNoneLost(Step step) {
        if (!dropForbidden || named() == ids.pairs().size()) {
            return;
        }
        Set<Long> kept = ids.pairs().stream().map(p -> p.from().value()).collect(Collectors.toSet());
        List<Long> shown = LongStream.range(0, named())
                .filter(i -> !kept.contains(i))
                .limit(3)
                .boxed()
                .toList();
        long lost = named() - kept.size();
        throw Step.wrong(
                step.at(),
                String.format(
                        Locale.ROOT,
                        "the map does not name %s of the first %,d, and drop is forbidden: %s%s",
                        Axis.count(lost, "row"),
                        named(),
                        Names.some(shown),
                        lost > 3 ? String.format(Locale.ROOT, " and %,d more", lost - 3) : ""),
                "Map them too, or say drop: allow.");
    }

    /** Up to the last old row that the map names. */
    private long named() {
        return ids.pairs().stream().mapToLong(p -> p.from().value()).max().orElseThrow() + 1;
    }

    @Override
    public void requireWithin(Axis axis) {
        axis.requireAllNamed();
        for (IdMap.Pair p : ids.pairs()) {
            Step.require(
                    p.from().value() < axis.rows(),
                    p.from().at(),
                    "A map is old: new, counted from 0.",
                    "there is no row %,d: %s",
                    p.from().value(),
                    axis.describe());
        }
    }

    @Override
    public RegraftException tooShort(Axis axis) {
        return Step.wrong(
                at,
                String.format(Locale.ROOT, "the last row that the map names is %,d; %s", named() - 1, axis.describe()),
                "Map them too, or say of the rest unlabelled: keep_last or drop.");
    }

    @Override
    public Optional<List<String>> labelsAfter(RowMap map, Axis axis) {
        return RowChange.carried(map, axis);
    }
}
