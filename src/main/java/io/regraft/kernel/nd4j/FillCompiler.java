package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowSet;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the new rows of one tensor ready to be read; what can be refused before a byte is read is refused here. */
final class FillCompiler {

    private final TensorType type;
    private final int axis;
    private final long outer;
    private final long inner;
    private final ValueEncoder encoder;
    private final Blocks chunks;
    private final Origin origin;

    /** A compiler of rows along {@code axis}; a scalar counts as one row of one element. */
    FillCompiler(TensorType type, int axis, Optional<Quantisation> quantisation, Blocks chunks, Origin origin) {
        Shape shape = type.shape();
        this.type = type;
        this.axis = axis;
        this.outer = shape.rank() == 0 ? 1 : shape.outer(axis);
        this.inner = shape.rank() == 0 ? 1 : shape.inner(axis);
        this.encoder = new ValueEncoder(type.dtype(), quantisation, origin);
        this.chunks = chunks;
        this.origin = origin;
    }

    /**
     * The new rows.
     *
     * @param basis opens the tensor that they look at
     */
    Fill fill(NewRows rows, Supplier<Optional<Node>> basis) {
        return rows.init().match(new Each(rows, basis));
    }

    private final class Each implements Init.Cases<Fill> {
        private final NewRows rows;
        private final Supplier<Optional<Node>> opened;

        Each(NewRows rows, Supplier<Optional<Node>> opened) {
            this.rows = rows;
            this.opened = opened;
        }

        @Override
        public Fill constant(Init.Constant i) {
            return new ConstantFill(encoder.element(i.name(), i.value()));
        }

        @Override
        public Fill values(Init.Values i) {
            long row = Math.multiplyExact(outer, inner);
            long all = Math.multiplyExact(row, rows.count());
            int given = i.values().size();
            if (given != row && given != all) {
                throw refused(
                        String.format(
                                Locale.ROOT,
                                "expected %,d values, a row, or %,d, all new rows, found %,d",
                                row,
                                all,
                                given),
                        "Give as many as that.");
            }
            ByteArrayOutputStream elements = new ByteArrayOutputStream();
            for (Number v : i.values()) {
                elements.writeBytes(encoder.element(i.name(), v));
            }
            return new ValuesFill(elements.toByteArray(), type.dtype().bytes(), inner, given == row ? 1 : rows.count());
        }

        @Override
        public Fill arange(Init.Arange i) {
            BigDecimal start = finite(i.start());
            BigDecimal step = finite(i.step());
            RowFill fill =
                    new RowFill(row -> encoder.element(i.name(), start.add(step.multiply(BigDecimal.valueOf(row)))));
            if (rows.count() > 0) {
                fill.elements().of(0);
                fill.elements().of(rows.count() - 1);
            }
            return fill;
        }

        private BigDecimal finite(Number n) {
            return ValueEncoder.exact(n).orElseThrow(() -> refused("arange goes by " + n, "Give finite numbers."));
        }

        @Override
        public Fill mean(Init.Mean i) {
            if (type.dtype() == DType.BOOL) {
                throw refused(i.name() + " of bool rows is no bool", "Use copy_row, zeros or ones.");
            }
            return new TiledFill(new MeanRow(i.name(), basis(i.name(), i.rows())), encoder, 1, outer, inner);
        }

        @Override
        public Fill copyRow(Init.CopyRow i) {
            Node basis = node(i.name());
            long extent = basis.type().shape().extent(axis);
            if (i.row() < 0 || i.row() >= extent) {
                throw refused(
                        String.format(
                                Locale.ROOT, "expected a row below %,d for %s, found %,d", extent, i.name(), i.row()),
                        "Name a row that is there.");
            }
            return new CopyFill(basis, extent, inner, i.row());
        }

        @Override
        public Fill random(Init.Random i) {
            encoder.numbers(i.name());
            boolean sound = i.distribution() == Init.Distribution.NORMAL ? i.second() >= 0 : i.first() <= i.second();
            if (!sound || type.dtype() == DType.BOOL) {
                throw refused(
                        String.format(
                                Locale.ROOT, "%s of %s and %s for %s", i.name(), i.first(), i.second(), type.dtype()),
                        "A standard deviation is not negative, a lower bound is first, and bool is no number.");
            }
            return new RandomFill(i, new Identified(rows.identities()), encoder);
        }

        @Override
        public Fill likeRows(Init.LikeRows i) {
            if (type.dtype() == DType.BOOL || !(i.scale() >= 0)) {
                throw refused(
                        String.format(Locale.ROOT, "like_rows of scale %s for %s", i.scale(), type.dtype()),
                        "A scale is not negative, and bool is no number.");
            }
            Derived derived = new LikeRows(i, basis(i.name(), i.rows()), new Identified(rows.identities()));
            return new TiledFill(derived, encoder, rows.count(), outer, inner);
        }

        private Basis basis(String init, RowSet set) {
            Node node = node(init);
            long extent = node.type().shape().extent(axis);
            for (int r = 0; r < set.ranges(); r++) {
                if (set.start(r) < 0 || set.start(r) > extent - set.length(r)) {
                    throw refused(
                            String.format(
                                    Locale.ROOT,
                                    "expected rows below %,d for %s, found %,d",
                                    extent,
                                    init,
                                    set.start(r) + set.length(r) - 1),
                            "Name rows that are there.");
                }
            }
            if (set.ranges() == 0) {
                throw refused(init + " has no rows to look at", "Name its rows, or use another init.");
            }
            if (type.dtype().family() == DType.Family.QUANTISED) {
                encoder.quantisation(init);
            }
            return new Basis(node, axis, set, encoder.encoder(init), chunks);
        }

        private Node node(String init) {
            Node node = opened.get()
                    .orElseThrow(() -> refused(init + " needs rows, and a new tensor has none", "Use another init."));
            TensorType seen = node.type();
            boolean fits = seen.dtype() == type.dtype()
                    && seen.shape().rank() == type.shape().rank()
                    && seen.shape().with(axis, 0).equals(type.shape().with(axis, 0));
            if (!fits) {
                throw refused(
                        String.format(Locale.ROOT, "%s looks at rows of %s for rows of %s", init, seen, type),
                        "Cast or change it in a step of its own.");
            }
            return node;
        }

        private RegraftException refused(String what, String fix) {
            return origin.refused(Kind.MIGRATION, what, fix);
        }
    }
}
