package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.TensorName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which groups go on under another name, and which only lose tensors. */
class GroupMovesTest {

    /** The groups that are elsewhere in the result. */
    private static Map<String, String> moved(List<String> groups, Map<String, String> names) {
        Map<TensorName, TensorName> tensors = new LinkedHashMap<>();
        new TreeMap<>(names).forEach((from, to) -> tensors.put(Edited.name(from), Edited.name(to)));
        Map<String, String> moved = new TreeMap<>();
        GroupMoves.of(
                        Stream.concat(Stream.of("."), groups.stream())
                                .map(Edited::name)
                                .toList(),
                        tensors)
                .forEach((from, to) -> {
                    if (!from.equals(to)) {
                        moved.put(from.text(), to.text());
                    }
                });
        return moved;
    }

    @Test
    void allOfItsTensorsMoveTogether() {
        assertThat(moved(List.of("a", "a/x", "b"), Map.of("a/x/w", "c/x/w", "a/v", "c/v", "b/w", "b/w")))
                .isEqualTo(Map.of("a", "c", "a/x", "c/x"));
    }

    @Test
    void aGroupInsideHasTheNewNameToo() {
        assertThat(moved(List.of("dense", "dense/dense"), Map.of("dense/dense/k", "head/head/k")))
                .isEqualTo(Map.of("dense", "head", "dense/dense", "head/head"));
    }

    @Test
    void tensorsThatPartLeaveItWhereItIs() {
        assertThat(moved(List.of("a"), Map.of("a/v", "b/v", "a/w", "c/w"))).isEmpty();
        assertThat(moved(List.of("a"), Map.of("a/v", "b/v", "a/w", "a/w"))).isEmpty();
    }

    @Test
    void twoGroupsChangePlaces() {
        assertThat(moved(List.of("a", "b"), Map.of("a/w", "b/w", "b/w", "a/w"))).isEqualTo(Map.of("a", "b", "b", "a"));
    }

    @Test
    void twoGroupsDontBecomeOne() {
        assertThat(moved(List.of("a", "b"), Map.of("a/v", "c/v", "b/w", "c/w"))).isEqualTo(Map.of("a", "c"));
        assertThat(moved(List.of("a", "b"), Map.of("a/v", "b/v", "b/w", "b/w"))).isEmpty();
    }

    @Test
    void anEmptyGroupGoesWithTheOneAbove() {
        assertThat(moved(List.of("a", "a/empty"), Map.of("a/w", "b/w")))
                .isEqualTo(Map.of("a", "b", "a/empty", "b/empty"));
    }

    @Test
    void atTheRootThereIsNoGroupToMoveTo() {
        assertThat(moved(List.of("a"), Map.of("a/w", "w"))).isEmpty();
    }

    @Test
    void aGroupComesDeeper() {
        assertThat(moved(List.of("a"), Map.of("a/w", "x/y/w"))).isEqualTo(Map.of("a", "x/y"));
    }
}
