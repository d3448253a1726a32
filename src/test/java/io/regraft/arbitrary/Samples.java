package io.regraft.arbitrary;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.TensorType;
import java.nio.ByteOrder;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random stored tensors: every dtype with elements of whole bytes, any view, both byte orders, both encodings. */
public final class Samples {

    private Samples() {}

    /** Dtypes that are moved element by element. */
    public static Arbitrary<DType> dtypes() {
        return Arbitraries.of(DType.class).filter(d -> d != DType.QUINT4X2 && d != DType.QUINT2X4);
    }

    /** Tensors with at least {@code leastRank} axes. */
    public static Arbitrary<Sample> samples(int leastRank) {
        return Combinators.combine(
                        dtypes(),
                        Shapes.shapes(leastRank),
                        Arbitraries.longs(),
                        Arbitraries.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(4, Arbitraries.just(Storage.Encoding.STORED)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.just(Storage.Encoding.DEFLATED))),
                        Arbitraries.of(Layout.class),
                        Arbitraries.of(7, 1000, Integer.MAX_VALUE))
                .as((dtype, shape, seed, order, encoding, layout, most) ->
                        sample(new TensorType(dtype, shape), new Random(seed), order, encoding, layout, most));
    }

    enum Layout {
        WHOLE,
        INSIDE,
        PERMUTED,
        STEPPED,
        EXPANDED
    }

    private static Sample sample(
            TensorType type, Random random, ByteOrder order, Storage.Encoding encoding, Layout layout, int most) {
        Shape shape = type.shape();
        int rank = shape.rank();
        long[] strides = shape.contiguousStrides();
        long offset = layout == Layout.WHOLE ? 0 : random.nextInt(20);
        if (layout == Layout.PERMUTED) {
            long step = 1;
            for (int axis :
                    random.ints(0, Math.max(1, rank)).distinct().limit(rank).toArray()) {
                strides[axis] = step;
                step *= Math.max(1, shape.extent(axis));
            }
        }
        for (int axis = 0; axis < rank; axis++) {
            if (layout == Layout.STEPPED) {
                strides[axis] *= 1 + random.nextInt(3);
            } else if (layout == Layout.EXPANDED && random.nextBoolean()) {
                strides[axis] = 0;
            }
        }
        long last = offset;
        for (int axis = 0; axis < rank; axis++) {
            last += Math.max(0, shape.extent(axis) - 1) * strides[axis];
        }
        int surplus = layout == Layout.WHOLE ? 0 : random.nextInt(5);
        long elements = shape.elements() == 0 ? offset : last + 1;
        byte[] storage = new byte[(int) (elements + surplus) * type.dtype().bytes()];
        random.nextBytes(storage);
        return Sample.of(type, storage, offset, strides, order, encoding, most);
    }
}
