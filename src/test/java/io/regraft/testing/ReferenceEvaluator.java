package io.regraft.testing;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.Overflow;
import io.regraft.kernel.RowMap;
import io.regraft.kernel.RowSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Evaluates expressions whole, element by element: slow, plain, and with nothing of the kernel in it. */
public final class ReferenceEvaluator implements Expression.Cases<byte[]> {

    private ReferenceEvaluator() {}

    /** The content in C order, little end first. Random content is not evaluated. */
    public static byte[] evaluate(Expression e) {
        return e.match(new ReferenceEvaluator());
    }

    @Override
    public byte[] stored(Expression.Stored e) {
        Tensor t = e.tensor();
        View v = t.view().orElseThrow();
        int size = t.type().dtype().bytes();
        byte[] storage = read(v);
        byte[] out = new byte[Math.toIntExact(t.type().bytes())];
        long[] index = new long[t.type().shape().rank()];
        for (int at = 0; at < out.length; at += size) {
            long element = v.offset();
            for (int axis = 0; axis < index.length; axis++) {
                element += index[axis] * v.strides()[axis];
            }
            copyElement(
                    storage,
                    Math.toIntExact(element) * size,
                    out,
                    at,
                    t.type().dtype(),
                    v.storage().order());
            advance(index, t.type().shape());
        }
        return out;
    }

    private static byte[] read(View v) {
        ByteBuffer into = ByteBuffer.allocate(Math.toIntExact(v.storage().bytes()));
        try {
            while (into.hasRemaining()
                    && v.storage()
                                    .extent()
                                    .input()
                                    .read(into, v.storage().extent().offset() + into.position())
                            >= 0) {}
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return into.array();
    }

    private static void copyElement(byte[] from, int at, byte[] to, int toAt, DType dtype, ByteOrder order) {
        int unit = dtype.swapUnit();
        for (int i = 0; i < dtype.bytes(); i++) {
            int source = order == ByteOrder.LITTLE_ENDIAN ? i : i / unit * unit + unit - 1 - i % unit;
            to[toAt + i] = from[at + source];
        }
    }

    private static void advance(long[] index, Shape shape) {
        for (int axis = index.length - 1; axis >= 0; axis--) {
            if (++index[axis] < shape.extent(axis)) {
                return;
            }
            index[axis] = 0;
        }
    }

    @Override
    public byte[] gather(Expression.Gather e) {
        byte[] input = evaluate(e.input());
        RowMap map = e.map();
        Block from = new Block(input, e.input(), e.axis());
        List<List<byte[]>> fills = new ArrayList<>();
        for (NewRows f : e.fills()) {
            fills.add(rows(f, e.type().dtype(), e.type().shape(), e.axis(), e.quantisation()));
        }
        List<byte[]> rows = new ArrayList<>();
        for (long row = 0; row < map.rows(); row++) {
            int run = map.runOf(row);
            long at = map.start(run) + row - map.at(run);
            rows.add(
                    map.source(run) == RowMap.INPUT
                            ? from.row(at)
                            : fills.get(map.source(run)).get(Math.toIntExact(at)));
        }
        return assemble(rows, from.outer, from.innerBytes);
    }

    private static byte[] assemble(List<byte[]> rows, int outer, int innerBytes) {
        byte[] out = new byte[rows.size() * outer * innerBytes];
        for (int o = 0; o < outer; o++) {
            for (int r = 0; r < rows.size(); r++) {
                System.arraycopy(rows.get(r), o * innerBytes, out, (o * rows.size() + r) * innerBytes, innerBytes);
            }
        }
        return out;
    }

    @Override
    public byte[] cast(Expression.Cast e) {
        DType from = e.input().type().dtype();
        List<Number> numbers = Elements.decode(from, evaluate(e.input()));
        int parts = Elements.parts(e.to());
        int spread = parts / Elements.parts(from);
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(e.type().bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (Number n : numbers) {
            Elements.put(out, Elements.part(e.to()), n, e.overflow());
            if (spread == 2) {
                Elements.put(out, Elements.part(e.to()), 0, e.overflow());
            }
        }
        return out.array();
    }

    @Override
    public byte[] created(Expression.Created e) {
        Shape shape = e.type().shape();
        Shape atLeastRows = shape.rank() == 0 ? Shape.of(1) : shape;
        List<byte[]> rows = rows(e.rows(), e.type().dtype(), atLeastRows, 0, Optional.empty());
        return assemble(
                rows, 1, Math.toIntExact(atLeastRows.inner(0) * e.type().dtype().bytes()));
    }

    /** Each new row: its elements in C order with the axis left out. */
    private static List<byte[]> rows(NewRows fill, DType dtype, Shape shape, int axis, Optional<Quantisation> q) {
        int outer = Math.toIntExact(shape.outer(axis));
        int elements = outer * Math.toIntExact(shape.inner(axis));
        List<byte[]> out = new ArrayList<>();
        for (int i = 0; i < fill.count(); i++) {
            out.add(fill.init().match(new Row(fill, dtype, axis, i, outer, elements, q)));
        }
        return out;
    }

    /** One new row. */
    private record Row(
            NewRows fill, DType dtype, int axis, int index, int outer, int elements, Optional<Quantisation> quantised)
            implements Init.Cases<byte[]> {

        private byte[] same(Number n) {
            List<Number> all = new ArrayList<>();
            for (int i = 0; i < elements; i++) {
                addElement(all, n);
            }
            return Elements.encode(dtype, all);
        }

        private void addElement(List<Number> to, Number n) {
            to.add(quantised
                    .<Number>map(q -> Math.rint(n.doubleValue() / q.scale()) + q.zeroPoint())
                    .orElse(n));
            if (Elements.parts(dtype) == 2) {
                to.add(0);
            }
        }

        @Override
        public byte[] constant(Init.Constant i) {
            boolean anyBits = dtype.family() == DType.Family.BITS && i.value().doubleValue() == 0;
            return anyBits ? new byte[elements * dtype.bytes()] : same(i.value());
        }

        @Override
        public byte[] values(Init.Values i) {
            List<Number> row = new ArrayList<>();
            int inner = elements / Math.max(1, outer);
            boolean one = i.values().size() == elements;
            for (int o = 0; o < outer; o++) {
                for (int k = 0; k < inner; k++) {
                    long at = one ? o * inner + k : (o * fill.count() + index) * inner + k;
                    addElement(row, i.values().get(Math.toIntExact(at)));
                }
            }
            return Elements.encode(dtype, row);
        }

        @Override
        public byte[] arange(Init.Arange i) {
            return same(Elements.exact(i.start())
                    .add(Elements.exact(i.step()).multiply(java.math.BigDecimal.valueOf(index))));
        }

        @Override
        public byte[] mean(Init.Mean i) {
            Block basis = basis();
            double[] sums = new double[elements * Elements.parts(dtype)];
            for (long row : each(i.rows())) {
                List<Number> numbers = Elements.decode(dtype, basis.row(row));
                for (int k = 0; k < sums.length; k++) {
                    sums[k] += numbers.get(k).doubleValue();
                }
            }
            List<Number> means = new ArrayList<>();
            for (double s : sums) {
                means.add(s / i.rows().size());
            }
            return encode(means);
        }

        private byte[] encode(List<Number> numbers) {
            ByteBuffer out = ByteBuffer.allocate(elements * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            numbers.forEach(n -> Elements.put(out, Elements.part(dtype), n, Overflow.INF));
            return out.array();
        }

        @Override
        public byte[] copyRow(Init.CopyRow i) {
            return basis().row(i.row());
        }

        @Override
        public byte[] random(Init.Random i) {
            throw new UnsupportedOperationException("random rows");
        }

        @Override
        public byte[] likeRows(Init.LikeRows i) {
            throw new UnsupportedOperationException("random rows");
        }

        private Block basis() {
            Expression basis = fill.basis().orElseThrow();
            return new Block(evaluate(basis), basis, axis);
        }
    }

    private static List<Long> each(RowSet rows) {
        List<Long> out = new ArrayList<>();
        for (int r = 0; r < rows.ranges(); r++) {
            for (long i = 0; i < rows.length(r); i++) {
                out.add(rows.start(r) + i);
            }
        }
        return out;
    }

    /** A content as rows along an axis. */
    private static final class Block {
        private final byte[] bytes;
        private final int outer;
        private final int rows;
        private final int innerBytes;

        Block(byte[] bytes, Expression of, int axis) {
            Shape shape = of.type().shape();
            this.bytes = bytes;
            outer = Math.toIntExact(shape.outer(axis));
            rows = Math.toIntExact(shape.extent(axis));
            innerBytes = Math.toIntExact(shape.inner(axis) * of.type().dtype().bytes());
        }

        byte[] row(long index) {
            byte[] out = new byte[outer * innerBytes];
            for (int o = 0; o < outer; o++) {
                int from = (o * rows + Math.toIntExact(index)) * innerBytes;
                System.arraycopy(
                        Arrays.copyOfRange(bytes, from, from + innerBytes), 0, out, o * innerBytes, innerBytes);
            }
            return out;
        }
    }
}
