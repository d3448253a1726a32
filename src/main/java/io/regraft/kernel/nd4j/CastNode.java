package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Caster;
import io.regraft.kernel.Codec;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * An input in another dtype, chunk by chunk.
 *
 * @param source the codec of the input
 * @param chunks buffers for a part of the input
 */
record CastNode(TensorType type, Node input, Codec source, Caster caster, Blocks chunks, Counter counter, Origin origin)
        implements Node {

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        long element = offset / elementBytes();
        ByteBuffer chunk = chunks.take();
        try {
            int most = chunk.capacity() / input.elementBytes();
            while (dst.hasRemaining()) {
                int n = Math.min(most, dst.remaining() / elementBytes());
                input.read(element * input.elementBytes(), chunk.clear().limit(n * input.elementBytes()));
                Caster.Outcome outcome = caster.cast(chunk.flip(), dst, n * source.components());
                if (outcome.refused() >= 0) {
                    throw refused(element, outcome.refused(), chunk);
                }
                if (outcome.counts().total() > 0) {
                    counter.add(outcome.counts());
                }
                element += n;
            }
        } finally {
            chunks.give(chunk);
        }
    }

    private RegraftException refused(long first, int number, ByteBuffer chunk) {
        double[] value = new double[1];
        source.decode(chunk.clear().position(number * source.componentBytes()), value, 0, 1);
        return origin.refused(
                Kind.MIGRATION,
                String.format(
                        Locale.ROOT,
                        "element %,d is %s, which %s can't hold",
                        first + number / source.components(),
                        value[0],
                        type.dtype()),
                "Give the cast an overflow: saturate or inf, or leave the tensor out.");
    }
}
