package io.regraft.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the numbers of a content are like. Quantised elements count as the integers that are stored, complex ones as their
 * moduli, bool as 0 and 1; NaN and the infinities are counted and left out of the rest. Sums are in double, in C order.
 *
 * @param elements how many there are
 * @param min the smallest finite number; NaN where there is none, like all of the following
 * @param mean their mean
 * @param norm the square root of the sum of their squares
 * @param zeros how many are 0 or minus 0
 */
public record Statistics(
        long elements,
        double min,
        double max,
        double mean,
        double norm,
        long nan,
        long plusInfinity,
        long minusInfinity,
        long zeros) {

    /** NaN and infinities together. */
    public long nonFinite() {
        return nan + plusInfinity + minusInfinity;
    }

    /**
     * Reads a content once.
     *
     * @throws IllegalArgumentException if its elements are bit patterns
     */
    public static Statistics of(Content content) throws IOException {
        Codec codec = Codec.of(content.type().dtype())
                .orElseThrow(() -> new IllegalArgumentException(content.type() + " holds no numbers"));
        Sums sums = new Sums();
        ContentComparison.Part part = new ContentComparison.Part(content);
        while (part.next()) {
            sums.add(part.bytes(), codec);
        }
        return sums.result();
    }

    private static final class Sums {
        private double min = Double.POSITIVE_INFINITY;
        private double max = Double.NEGATIVE_INFINITY;
        private double sum;
        private double squares;
        private long finite;
        private long nan;
        private long plus;
        private long minus;
        private long zeros;

        void add(ByteBuffer bytes, Codec codec) {
            int size = codec.componentBytes();
            while (bytes.hasRemaining()) {
                double v = codec.value(Codec.next(bytes, size));
                add(codec.components() == 1 ? v : StrictMath.hypot(v, codec.value(Codec.next(bytes, size))));
            }
        }

        private void add(double v) {
            if (Double.isFinite(v)) {
                min = Math.min(min, v);
                max = Math.max(max, v);
                sum += v;
                squares += v * v;
                finite++;
                zeros += v == 0 ? 1 : 0;
            } else if (Double.isNaN(v)) {
                nan++;
            } else if (v > 0) {
                plus++;
            } else {
                minus++;
            }
        }

        Statistics result() {
            long elements = finite + nan + plus + minus;
            double none = finite == 0 ? Double.NaN : 0;
            return new Statistics(
                    elements, min + none, max + none, sum / finite, Math.sqrt(squares) + none, nan, plus, minus, zeros);
        }
    }
}
