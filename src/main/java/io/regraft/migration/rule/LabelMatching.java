package io.regraft.migration.rule;

import io.regraft.kernel.RowMap;
import io.regraft.migration.Labels;
import io.regraft.migration.Located;
import io.regraft.migration.Names;
import io.regraft.migration.Step;
import io.regraft.migration.TextMap;
import io.regraft.problem.NearestName;
import io.regraft.problem.RegraftException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Row {@code i} of the result is the row that {@code from} gives the label {@code to[i]}, or the label that the alias of
 * that one is.
 */
record LabelMatching(Labels from, Labels to, Optional<TextMap> aliases, boolean dropForbidden) implements RowMatching {

    private static final String SWAPPED =
            "It is 'from', which names the rows as they are; 'to' has one label for each of them: are the two swapped?";

    @Override
    public Matched match(Step step) {
        Map<String, Integer> aliased = aliased(step);
        RowMap.Builder map = RowMap.builder();
        List<Integer> fresh = new ArrayList<>();
        BitSet used = new BitSet();
        for (int i = 0; i < to.size(); i++) {
            Integer alias = aliased.get(to.get(i));
            OptionalInt old = alias == null ? from.rowOf(to.get(i)) : OptionalInt.of(alias);
            if (old.isPresent()) {
                map.input(old.getAsInt(), 1);
                used.set(old.getAsInt());
            } else {
                map.fill(0, fresh.size(), 1);
                fresh.add(i);
            }
        }
        requireNoneLost(step, used);
        return new Matched(from.size(), map.build(), fresh.stream().map(to::get).toList());
    }

    @Override
    public void requireNoneNew(Step step, Matched matched) {
        Step.require(
                matched.fresh().isEmpty(),
                step.at(),
                "Give them init: mean, or a row each by aliases.",
                "%s not in 'from': %s",
                RemapRows.some(matched.fresh().size(), "to"),
                Names.some(matched.fresh().stream()
                        .map(l -> RemapRows.quoted(to, to.rowOf(l).orElseThrow()))
                        .toList()));
    }

    private void requireNoneLost(Step step, BitSet used) {
        int lost = from.size() - used.cardinality();
        if (lost > 0 && dropForbidden) {
            List<String> labels = IntStream.range(0, from.size())
                    .filter(i -> !used.get(i))
                    .mapToObj(i -> RemapRows.quoted(from, i))
                    .toList();
            throw Step.wrong(
                    step.at(),
                    RemapRows.some(lost, "from") + " not in 'to', and drop is forbidden: " + Names.some(labels),
                    "Add them to 'to', or say drop: allow.");
        }
    }

    /** New label to old row, for every alias. */
    private Map<String, Integer> aliased(Step step) {
        Map<String, Integer> rows = new HashMap<>();
        for (TextMap.Pair alias : aliases.map(TextMap::pairs).orElse(List.of())) {
            OptionalInt old = row(step, alias.to(), from, "from");
            OptionalInt now = row(step, alias.from(), to, "to");
            if (old.isPresent() && now.isPresent()) {
                rows.put(alias.from().value(), old.getAsInt());
            }
        }
        return rows;
    }

    private static OptionalInt row(Step step, Located<String> label, Labels in, String key) {
        OptionalInt row = in.rowOf(label.value());
        if (row.isEmpty() && !step.optional()) {
            String nearest = NearestName.of(label.value(), in.list())
                    .map(n -> "; did you mean '" + n + "'?")
                    .orElse("");
            throw Step.wrong(
                    label.at(),
                    "aliases names '" + label.value() + "', which is not in '" + key + "'" + nearest,
                    "An alias is new: old.");
        }
        return row;
    }

    @Override
    public void requireWithin(Axis axis) {
        if (from.size() > axis.rows()) {
            throw axis.wrongLength(isSwapped(axis) ? SWAPPED : "It must name every row, in order.");
        }
    }

    @Override
    public RegraftException tooShort(Axis axis) {
        return axis.wrongLength(
                isSwapped(axis)
                        ? SWAPPED
                        : "It must name every row, in order; for reserved rows at the end say unlabelled: keep_last or"
                                + " drop.");
    }

    private boolean isSwapped(Axis axis) {
        return to.size() == axis.rows();
    }

    @Override
    public Optional<List<String>> labelsAfter(RowMap map, Axis axis) {
        return Optional.of(to.list());
    }
}
