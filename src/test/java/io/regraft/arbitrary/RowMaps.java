package io.regraft.arbitrary;

import io.regraft.kernel.RowMap;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random row maps: kept, shuffled, repeated and new rows, in runs of any length; no rows at all among them. */
public final class RowMaps {

    private RowMaps() {}

    /** Maps of an input of {@code rows} rows and fills of {@code fillRows} rows each. */
    public static Arbitrary<RowMap> maps(long rows, int fills, long fillRows) {
        return Combinators.combine(
                        Arbitraries.randomValue(Random::nextLong),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of(Style.class))
                .as((seed, runs, style) -> map(new Random(seed), runs, style, rows, fills, fillRows));
    }

    enum Style {
        IDENTITY,
        SHUFFLED,
        MIXED,
        ALL_NEW
    }

    private static RowMap map(Random random, int runs, Style style, long rows, int fills, long fillRows) {
        RowMap.Builder b = RowMap.builder();
        switch (style) {
            case IDENTITY -> b.input(0, rows);
            case SHUFFLED -> {
                for (int i = 0; i < runs * 5 && rows > 0; i++) {
                    b.input(random.nextLong(rows), 1);
                }
            }
            case MIXED, ALL_NEW -> {
                for (int i = 0; i < runs; i++) {
                    int source = style == Style.ALL_NEW && fills > 0
                            ? random.nextInt(fills)
                            : Math.max(RowMap.INPUT, random.nextInt(fills * 2 + 1) - fills - 1);
                    long of = source == RowMap.INPUT ? rows : fillRows;
                    if (of > 0) {
                        long start = random.nextLong(of);
                        b.add(source, start, 1 + random.nextLong(of - start));
                    }
                }
            }
        }
        return b.build();
    }
}
