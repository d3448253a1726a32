package io.regraft.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.arbitrary.RowMaps;
import io.regraft.arbitrary.Sample;
import io.regraft.arbitrary.Samples;
import io.regraft.checkpoint.DType;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class GatherProperties {

    /** Rows of an input, and of two fills where elements are numbers: zeros and ones. */
    record Case(Sample sample, int axis, RowMap map, int fills, int block, int elements) {
        Expression expression() {
            return new Expression.Gather(
                    sample.expression(), axis, map, List.of(zeros(), zeros()).subList(0, fills));
        }

        private static NewRows zeros() {
            return new NewRows(new Init.Constant("zeros", 0), new NewRows.Identities.Indices(0, 9), Optional.empty());
        }

        /** The same, an element at a time. */
        byte[] expected() {
            int size = sample.type().dtype().bytes();
            long outer = sample.shape().outer(axis);
            int inner = (int) sample.shape().inner(axis) * size;
            byte[] in = sample.bytes();
            byte[] out = new byte[(int) (outer * map.rows()) * inner];
            int at = 0;
            for (int o = 0; o < outer; o++) {
                for (long row = 0; row < map.rows(); row++) {
                    int run = map.runOf(row);
                    if (map.source(run) == RowMap.INPUT) {
                        long from = o * sample.shape().extent(axis) + map.start(run) + row - map.at(run);
                        System.arraycopy(in, (int) from * inner, out, at, inner);
                    }
                    at += inner;
                }
            }
            return out;
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        return Samples.samples(1)
                .flatMap(sample -> Arbitraries.integers()
                        .between(0, sample.shape().rank() - 1)
                        .flatMap(axis -> {
                            int fills = sample.type().dtype().family() == DType.Family.QUANTISED
                                            || sample.type().dtype() == DType.FLOAT8_E8M0FNU
                                    ? 0
                                    : 2;
                            Arbitrary<RowMap> maps = RowMaps.maps(sample.shape().extent(axis), fills, 9);
                            return net.jqwik.api.Combinators.combine(
                                            maps,
                                            Arbitraries.of(4096, 5000, 64 << 10, 8 << 20),
                                            Arbitraries.of(1, 7, 250, 1 << 20))
                                    .as((map, block, elements) -> new Case(sample, axis, map, fills, block, elements));
                        }));
    }

    @Property(tries = 1500)
    void rowsAreThoseOfTheMapAtAnyBlockSize(@ForAll("cases") Case c) {
        assertThat(Bytes.of(c.expression(), c.block(), c.elements())).isEqualTo(c.expected());
    }

    @Property(tries = 300)
    void aStoredTensorIsItsElementsInCOrder(@ForAll("samples") Sample s, @ForAll("blocks") int block) {
        assertThat(Bytes.of(s.expression(), block, 333)).isEqualTo(s.bytes());
    }

    @Property(tries = 100)
    void twoThreadsReadTheSameBytes(@ForAll("cases") Case c) throws Exception {
        assertThat(Bytes.byTwoThreads(c.expression(), c.block(), 97)).isEqualTo(c.expected());
    }

    @Property(tries = 200)
    void gathersOfGathersAreGatheredTwice(@ForAll("cases") Case c, @ForAll long seed) {
        RowMap.Builder b = RowMap.builder();
        java.util.Random random = new java.util.Random(seed);
        for (int i = 0; i < 20 && c.map().rows() > 0; i++) {
            b.input(random.nextLong(c.map().rows()), 1);
        }
        RowMap outer = b.build();
        Expression twice = new Expression.Gather(c.expression(), c.axis(), outer, List.of());
        byte[] once = c.expected();
        int inner = (int) c.sample().shape().inner(c.axis())
                * c.sample().type().dtype().bytes();
        int outers = (int) c.sample().shape().outer(c.axis());
        byte[] expected = new byte[outers * (int) outer.rows() * inner];
        for (int o = 0; o < outers; o++) {
            for (int r = 0; r < outer.rows(); r++) {
                long from = o * c.map().rows() + outer.start(outer.runOf(r)) + r - outer.at(outer.runOf(r));
                System.arraycopy(once, (int) from * inner, expected, (o * (int) outer.rows() + r) * inner, inner);
            }
        }
        assertThat(Arrays.compare(Bytes.of(twice, c.block(), c.elements()), expected))
                .isZero();
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Samples.samples(0);
    }

    @Provide
    Arbitrary<Integer> blocks() {
        return Arbitraries.of(4096, 5000, 64 << 10);
    }
}
