package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.INT32;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Shape;
import io.regraft.testing.MemoryCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@code remap_rows} against a search in lists. */
class RemapRowsProperties {

    private static final int NEW = -1;

    @Provide
    static Arbitrary<List<Integer>> labels() {
        return Arbitraries.integers()
                .between(0, 12)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(13);
    }

    private static MemoryCheckpoint.Builder table(List<Integer> rows) {
        Number[] elements =
                rows.stream().flatMap(r -> IntStream.of(r, r * 10).boxed()).toArray(Number[]::new);
        return MemoryCheckpoint.builder().tensor("w", INT32, Shape.of(rows.size(), 2), elements);
    }

    @Property(tries = 200)
    void everyRowIsTheOneOfItsLabel(@ForAll("labels") List<Integer> from, @ForAll("labels") List<Integer> to) {
        List<Integer> expected = new ArrayList<>();
        for (Integer label : to) {
            expected.add(from.contains(label) ? label : NEW);
        }
        MemoryCheckpoint.Builder wanted = table(expected);
        RuleHarness.given(table(from))
                .when("- remap_rows: {tensors: w, from: %s, to: %s, init: {values: [-1, -10]}}".formatted(from, to))
                .then(wanted);
    }

    @Property(tries = 100)
    void theWayBackGivesTheRowsThatWereKept(@ForAll("labels") List<Integer> from, @ForAll("labels") List<Integer> to) {
        String there = "- remap_rows: {tensors: w, from: %s, to: %s, init: zeros}".formatted(from, to);
        String back = "- remap_rows: {tensors: w, from: %s, to: %s, init: {values: [-1, -10]}}".formatted(to, from);
        List<Integer> expected =
                from.stream().map(label -> to.contains(label) ? label : NEW).toList();
        RuleHarness.given(table(from)).when(there + "\n" + back).then(table(expected));
    }

    @Property(tries = 100)
    void aMapOfIndicesDoesWhatLabelsDo(@ForAll("labels") List<Integer> order) {
        List<Integer> sorted = order.stream().sorted().toList();
        StringBuilder map = new StringBuilder();
        sorted.forEach(label -> map.append(map.isEmpty() ? "" : ", ")
                .append(sorted.indexOf(label))
                .append(": ")
                .append(order.indexOf(label)));
        assertThat(RuleHarness.given(table(sorted))
                        .when("- remap_rows: {tensors: w, map: {" + map + "}}")
                        .then(table(order))
                        .names())
                .containsExactly("w");
    }
}
