package io.regraft.arbitrary;

import io.regraft.checkpoint.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Random shapes of a few thousand elements at most, with extents 0 and 1 among them. */
public final class Shapes {

    private Shapes() {}

    public static Arbitrary<Shape> shapes(int leastRank) {
        Arbitrary<Shape> one = rank(1, 3000);
        Arbitrary<Shape> two = rank(2, 60);
        Arbitrary<Shape> three = rank(3, 14);
        Arbitrary<Shape> four = rank(4, 7);
        return leastRank == 0
                ? Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.just(Shape.of())),
                        Tuple.of(3, one),
                        Tuple.of(4, two),
                        Tuple.of(3, three),
                        Tuple.of(2, four))
                : Arbitraries.oneOf(one, two, three, four);
    }

    private static Arbitrary<Shape> rank(int rank, int most) {
        return Arbitraries.longs()
                .between(0, most)
                .edgeCases(e -> e.includeOnly(0L, 1L, 2L))
                .array(long[].class)
                .ofSize(rank)
                .map(Shape::of);
    }
}
