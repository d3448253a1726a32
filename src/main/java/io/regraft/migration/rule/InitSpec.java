package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.kernel.Init;
import io.regraft.kernel.RowSet;
import io.regraft.kernel.SeedKey;
import io.regraft.migration.RowRef;
import io.regraft.migration.Step;
import io.regraft.problem.Where;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/** An initialiser as a step gives it, before it is known which tensor it is for. */
sealed interface InitSpec {

    /** The word in a migration. */
    String name();

    Where.InText at();

    /** True if it looks at rows that are there. */
    default boolean needsRows() {
        return false;
    }

    /** True if the rows it looks at are those that the step keeps. */
    default boolean usesKept() {
        return false;
    }

    /**
     * The initialiser for one tensor.
     *
     * @throws io.regraft.problem.RegraftException if the dtype can't hold it, or it names rows that are not there
     */
    Init resolve(Ground ground);

    private static void require(boolean holds, Where.InText at, Ground g, String why) {
        Step.require(holds, at, "Give another init.", "%s is %s: %s", g.name(), g.dtype(), why);
    }

    private static void requireFits(Number n, Where.InText at, Ground g) {
        Optional<String> why = NumberFit.problem(n, g.dtype(), g.quantisation());
        require(why.isEmpty(), at, g, why.orElse(""));
    }

    /** Every element is one number. */
    record Constant(String name, Number value, Where.InText at) implements InitSpec {
        @Override
        public Init resolve(Ground g) {
            requireFits(value, at, g);
            return new Init.Constant(name, value);
        }
    }

    /** The elements of all new rows, or of one. */
    record Values(List<Number> values, Where.InText at) implements InitSpec {
        public Values {
            values = List.copyOf(values);
        }

        @Override
        public String name() {
            return "values";
        }

        @Override
        public Init resolve(Ground g) {
            long row = g.elementsPerRow();
            boolean all = row == 0 ? values.isEmpty() : values.size() % row == 0 && values.size() / row == g.count();
            Step.require(
                    values.size() == row || all,
                    at,
                    "Give the elements in C order.",
                    "expected %s, a row of %s, or those of all %s, found %,d",
                    Axis.count(row, "value"),
                    g.name(),
                    Axis.count(g.count(), "new row"),
                    values.size());
            values.forEach(v -> requireFits(v, at, g));
            return new Init.Values(values);
        }
    }

    /** Row i is start + i · step. */
    record Arange(Number start, Number step, Where.InText at) implements InitSpec {
        @Override
        public String name() {
            return "arange";
        }

        @Override
        public Init resolve(Ground g) {
            if (g.count() > 0) {
                requireFits(start, at, g);
            }
            if (g.count() > 1) {
                requireFits(element(1), at, g);
                requireFits(element(g.count() - 1), at, g);
            }
            return new Init.Arange(start, step);
        }

        /** What row {@code i} holds, exactly. */
        BigDecimal element(long i) {
            return NumberFit.exact(start).add(NumberFit.exact(step).multiply(BigDecimal.valueOf(i)));
        }
    }

    /** The mean of rows: those listed, else those kept. */
    record Mean(String name, Optional<List<RowRef>> rows, Where.InText at) implements InitSpec {
        @Override
        public boolean needsRows() {
            return true;
        }

        @Override
        public boolean usesKept() {
            return rows.isEmpty();
        }

        @Override
        public Init resolve(Ground g) {
            boolean computable = switch (g.dtype().family()) {
                case FLOATING, INTEGER, COMPLEX, QUANTISED -> true;
                case BOOL, BITS -> false;
            };
            require(computable, at, g, "there is no mean of such values");
            return new Init.Mean(name, rowsOf(rows, g, at));
        }
    }

    /** One row again. */
    record CopyRow(RowRef row, Where.InText at) implements InitSpec {
        @Override
        public String name() {
            return "copy_row";
        }

        @Override
        public boolean needsRows() {
            return true;
        }

        @Override
        public Init resolve(Ground g) {
            return new Init.CopyRow(g.axis().orElseThrow().resolveOne(g.step(), row));
        }
    }

    /**
     * What random content depends on.
     *
     * @param seed the migration's id unless given
     * @param same true if the tensor's name does not count
     */
    record Seed(Optional<String> seed, boolean same) {
        long key(Ground g) {
            String text = seed.orElse(g.step().migration());
            return same ? SeedKey.of(text) : SeedKey.of(text, g.name());
        }
    }

    /** Independent draws. */
    record Draws(Init.Distribution distribution, double first, double second, Seed seed, Where.InText at)
            implements InitSpec {
        @Override
        public String name() {
            return distribution.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Init resolve(Ground g) {
            requireDrawable(at, g);
            requireFits(first, at, g);
            requireFits(second, at, g);
            return new Init.Random(distribution, first, second, seed.key(g));
        }
    }

    /** Draws from the normal distribution that rows have: those listed, else those kept. */
    record LikeRows(Optional<List<RowRef>> rows, double scale, Seed seed, Where.InText at) implements InitSpec {
        @Override
        public String name() {
            return "like_rows";
        }

        @Override
        public boolean needsRows() {
            return true;
        }

        @Override
        public boolean usesKept() {
            return rows.isEmpty();
        }

        @Override
        public Init resolve(Ground g) {
            requireDrawable(at, g);
            return new Init.LikeRows(rowsOf(rows, g, at), scale, seed.key(g));
        }
    }

    private static void requireDrawable(Where.InText at, Ground g) {
        boolean floating = g.dtype().family() == DType.Family.FLOATING && g.dtype() != DType.FLOAT8_E8M0FNU;
        require(floating, at, g, "random values are drawn for signed floating types only");
    }

    private static RowSet rowsOf(Optional<List<RowRef>> listed, Ground g, Where.InText at) {
        Axis axis = g.axis().orElseThrow();
        RowSet rows = listed.map(refs -> RowSet.of(refs.stream()
                        .map(r -> axis.resolve(g.step(), r))
                        .reduce(LongStream.empty(), LongStream::concat)))
                .orElseGet(g.kept());
        Step.require(
                rows.size() > 0,
                at,
                "Name some by rows, or give an init that needs none, such as zeros.",
                "there is no row to take it from: %s",
                axis.describe());
        return rows;
    }
}
