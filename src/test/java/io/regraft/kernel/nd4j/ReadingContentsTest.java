package io.regraft.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.arbitrary.Sample;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Content;
import io.regraft.kernel.ContentComparison;
import io.regraft.kernel.Statistics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReadingContentsTest {

    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    void statisticsAreOfTheFiniteNumbers() throws IOException {
        assertThat(Statistics.of(doubles(3, Double.NaN, -4, 0, INF, -0.0, 2, -INF, INF)))
                .isEqualTo(new Statistics(9, -4, 3, 0.2, Math.sqrt(29), 1, 2, 1, 2));
        Statistics none = Statistics.of(doubles(Double.NaN));
        assertThat(none).isEqualTo(new Statistics(1, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1, 0, 0, 0));
        assertThat(Statistics.of(content(DType.INT8, -3, 4))).isEqualTo(new Statistics(2, -3, 4, 0.5, 5, 0, 0, 0, 0));
        assertThat(Statistics.of(content(DType.UINT8, 0xff)))
                .isEqualTo(new Statistics(1, 255, 255, 255, 255, 0, 0, 0, 0));
        assertThat(Statistics.of(content(DType.BOOL, 0, 1, 2)))
                .isEqualTo(new Statistics(3, 0, 1, 2 / 3.0, Math.sqrt(2), 0, 0, 0, 1));
    }

    @Test
    void complexNumbersCountByTheirModuli() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        in.putFloat(3).putFloat(-4).putFloat(0).putFloat(1);
        assertThat(Statistics.of(open(DType.COMPLEX64, in.array())))
                .isEqualTo(new Statistics(2, 1, 5, 3, Math.sqrt(26), 0, 0, 0, 0));
    }

    @Test
    void contentsAreComparedByBytesOrByDistance() throws IOException {
        Content a = doubles(1, 2, Double.NaN, INF);
        assertThat(ContentComparison.equal(a, doubles(1, 2, Double.NaN, INF))).isTrue();
        assertThat(ContentComparison.firstDifference(a, doubles(1, 2.5, Double.NaN, INF)))
                .hasValue(1);
        assertThat(ContentComparison.within(a, doubles(1, 2.5, Double.NaN, INF), 0.5))
                .isTrue();
        assertThat(ContentComparison.firstBeyond(a, doubles(1, 2.5, Double.NaN, INF), 0.4))
                .hasValue(1);
        assertThat(ContentComparison.firstBeyond(a, doubles(1, 2, 7, INF), 0.4)).hasValue(2);
        assertThat(ContentComparison.firstBeyond(a, doubles(1, 2, Double.NaN, -INF), 1e9))
                .hasValue(3);
        assertThat(ContentComparison.equal(doubles(0.0), doubles(-0.0))).isFalse();
        assertThat(ContentComparison.within(doubles(0.0), doubles(-0.0), 0)).isTrue();
        assertThat(ContentComparison.equal(doubles(1), doubles(1, 1))).isFalse();
        assertThat(ContentComparison.within(content(DType.BITS8, 1), content(DType.BITS8, 2), 5))
                .isFalse();
    }

    @Test
    void theFirstElementThatIsNotFiniteIsFound() throws IOException {
        double[] many = new double[100_000];
        assertThat(ContentComparison.finite(doubles(many))).isTrue();
        many[70_000] = Double.NaN;
        assertThat(ContentComparison.firstNonFinite(doubles(many))).isEqualTo(OptionalLong.of(70_000));
        assertThat(ContentComparison.finite(content(DType.FLOAT8_E4M3FN, 0x7e))).isTrue();
        assertThat(ContentComparison.finite(content(DType.FLOAT8_E4M3FN, 0x7e, 0xff)))
                .isFalse();
        assertThat(ContentComparison.finite(content(DType.INT8, 0x7f))).isTrue();
    }

    private static Content doubles(double... values) {
        ByteBuffer in = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double v : values) {
            in.putDouble(v);
        }
        return open(DType.FLOAT64, in.array());
    }

    private static Content content(DType dtype, int... codes) {
        ByteBuffer in = ByteBuffer.allocate(codes.length);
        for (int code : codes) {
            in.put((byte) code);
        }
        return open(dtype, in.array());
    }

    private static Content open(DType dtype, byte[] in) {
        TensorType type = new TensorType(dtype, Shape.of(in.length / dtype.bytes()));
        // Nothing is spooled, so there is nothing to close.
        return new Nd4jEvaluator(Bytes.spool(), 4096)
                .open(Sample.whole(type, in).expression(), "w");
    }
}
