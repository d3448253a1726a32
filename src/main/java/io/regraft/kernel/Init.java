package io.regraft.kernel;

import java.util.List;

/** What new rows hold. Row references are resolved: indices along the step's axis in the basis. */
public sealed interface Init {

    /** The name in a migration. */
    String name();

    /** True if the init looks at rows of a basis. */
    default boolean needsBasis() {
        return false;
    }

    <R> R match(Cases<R> cases);

    /** One method a case. */
    interface Cases<R> {
        R constant(Constant i);

        R values(Values i);

        R arange(Arange i);

        R mean(Mean i);

        R copyRow(CopyRow i);

        R random(Random i);

        R likeRows(LikeRows i);
    }

    /** Every element is the same number; zeros and ones are this too. An integer too wide for a double is exact. */
    record Constant(String name, Number value) implements Init {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.constant(this);
        }
    }

    /** Elements in C order: those of all new rows together, or of one row that is repeated. */
    record Values(List<Number> values) implements Init {
        public Values {
            values = List.copyOf(values);
        }

        @Override
        public String name() {
            return "values";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.values(this);
        }
    }

    /** Row {@code i} of the new rows holds {@code start + i · step} in each element. */
    record Arange(Number start, Number step) implements Init {
        @Override
        public String name() {
            return "arange";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.arange(this);
        }
    }

    /** The mean, per element, of the rows listed, summed in double in the order listed. */
    record Mean(String name, RowSet rows) implements Init {
        @Override
        public boolean needsBasis() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.mean(this);
        }
    }

    /** The bytes of one row. */
    record CopyRow(long row) implements Init {
        @Override
        public String name() {
            return "copy_row";
        }

        @Override
        public boolean needsBasis() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.copyRow(this);
        }
    }

    /** How random elements are distributed. */
    enum Distribution {
        /** Parameters are mean and standard deviation. */
        NORMAL,
        /** Parameters are the lower bound, included, and the upper, not reached before rounding. */
        UNIFORM
    }

    /**
     * Independent draws.
     *
     * @param key what is drawn depends on: a hash of the seed and, unless {@code same} was asked, of the tensor's name
     */
    record Random(Distribution distribution, double first, double second, long key) implements Init {
        @Override
        public String name() {
            return distribution == Distribution.NORMAL ? "normal" : "uniform";
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.random(this);
        }
    }

    /**
     * A draw from N(mean, scale · covariance) of the rows listed: mean + √(scale / n) · Σ zᵢ (xᵢ − mean), which has just
     * that distribution and needs no covariance matrix.
     */
    record LikeRows(RowSet rows, double scale, long key) implements Init {
        @Override
        public String name() {
            return "like_rows";
        }

        @Override
        public boolean needsBasis() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.likeRows(this);
        }
    }
}
