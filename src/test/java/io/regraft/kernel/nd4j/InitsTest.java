package io.regraft.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.arbitrary.Sample;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowMap;
import io.regraft.kernel.RowSet;
import io.regraft.kernel.SeedKey;
import io.regraft.problem.RegraftException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InitsTest {

    @Test
    void constantsAreRoundedToEachDtype() {
        assertThat(constant(DType.FLOAT64, 0.1)).isEqualTo("9a9999999999b93f");
        assertThat(constant(DType.FLOAT32, 0.1)).isEqualTo("cdcccc3d");
        assertThat(constant(DType.FLOAT16, 0.1)).isEqualTo("662e");
        assertThat(constant(DType.BFLOAT16, 0.1)).isEqualTo("cd3d");
        assertThat(constant(DType.FLOAT8_E4M3FN, 0.1)).isEqualTo("1d");
        assertThat(constant(DType.FLOAT8_E5M2, -0.0)).isEqualTo("80");
        assertThat(constant(DType.FLOAT8_E4M3FNUZ, -0.0)).isEqualTo("00");
        assertThat(constant(DType.FLOAT8_E8M0FNU, 1)).isEqualTo("7f");
        assertThat(constant(DType.COMPLEX64, 1)).isEqualTo("0000803f00000000");
        assertThat(constant(DType.INT64, new BigInteger("9007199254740993"))).isEqualTo("0100000000002000");
        assertThat(constant(DType.UINT64, new BigInteger("18446744073709551615")))
                .isEqualTo("ffffffffffffffff");
        assertThat(constant(DType.INT8, 2.5)).isEqualTo("02");
        assertThat(constant(DType.BOOL, 1)).isEqualTo("01");
        assertThat(constant(DType.FLOAT32, Double.NaN)).isEqualTo("0000c07f");
        assertThat(constant(DType.BITS16, 0)).isEqualTo("0000");
    }

    @Test
    void whatADtypeCannotHoldIsRefusedWithTheTensor() {
        assertThat(refusal(DType.UINT8, new Init.Constant("constant", 256)))
                .isEqualTo("new: tensor 'w': constant gives 256, which uint8 can't hold. "
                        + "Give another init, or cast the tensor before.");
        assertThat(refusal(DType.FLOAT8_E8M0FNU, new Init.Constant("zeros", 0))).contains("zeros gives 0");
        assertThat(refusal(DType.INT32, new Init.Constant("constant", Double.NaN)))
                .contains("NaN");
        assertThat(refusal(DType.FLOAT16, new Init.Constant("constant", 65520))).contains("65520");
        assertThat(refusal(DType.INT16, new Init.Arange(32760, 1))).isEmpty();
        assertThat(refusal(DType.INT16, new Init.Arange(32766, 1))).contains("32768");
        assertThat(refusal(DType.BITS8, new Init.Constant("ones", 1)))
                .contains("ones can't make rows of bits8, which are bits and no numbers. Use zeros or copy_row.");
        assertThat(refusal(DType.FLOAT32, new Init.Values(List.of(1, 2, 3, 4))))
                .contains("expected 2 values, a row, or 6, all new rows, found 4");
        assertThat(refusal(DType.FLOAT32, new Init.Mean("mean", RowSet.range(0, 1))))
                .contains("mean needs rows, and a new tensor has none");
        assertThat(refusal(DType.QINT8, new Init.Constant("zeros", 0)))
                .contains("zeros needs one scale and zero point for all rows, and qint8 has none");
        assertThat(refusal(DType.BOOL, new Init.Random(Init.Distribution.NORMAL, 0, 1, 3)))
                .contains("bool is no number");
        assertThat(refusal(DType.INT64, new Init.Constant("constant", new java.math.BigDecimal("1e999999999"))))
                .contains("1E+999999999");
    }

    @Test
    void valuesAreThoseOfAllRowsOrOfOneThatIsRepeated() {
        TensorType type = new TensorType(DType.INT8, Shape.of(2, 3, 2));
        byte[] in = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        RowMap map = RowMap.builder().fill(0, 0, 2).input(1, 1).build();
        NewRows all = rows(new Init.Values(List.of(20, 21, 22, 23, 24, 25, 26, 27)), 2);
        assertThat(Bytes.of(new Expression.Gather(Sample.whole(type, in).expression(), 1, map, List.of(all))))
                .containsExactly(20, 21, 22, 23, 2, 3, 24, 25, 26, 27, 8, 9);
        NewRows one = rows(new Init.Values(List.of(30, 31, 32, 33)), 2);
        assertThat(Bytes.of(new Expression.Gather(Sample.whole(type, in).expression(), 1, map, List.of(one))))
                .containsExactly(30, 31, 30, 31, 2, 3, 32, 33, 32, 33, 8, 9);
    }

    @Test
    void arangeCountsRowsExactly() {
        byte[] big = created(DType.INT64, Shape.of(3), new Init.Arange(new BigInteger("9007199254740993"), -2), 3);
        assertThat(longs(big)).containsExactly(9007199254740993L, 9007199254740991L, 9007199254740989L);
        byte[] tenths = created(DType.FLOAT32, Shape.of(4, 2), new Init.Arange(0, 0.1), 4);
        assertThat(floats(tenths)).containsExactly(0f, 0f, 0.1f, 0.1f, 0.2f, 0.2f, 0.3f, 0.3f);
    }

    @Test
    void quantisedRowsHoldTheNearestStoredInteger() {
        Tensor plain = Sample.whole(new TensorType(DType.QINT8, Shape.of(2, 1)), new byte[] {10, 13})
                .tensor();
        Tensor tensor = new Tensor(
                plain.name(), plain.type(), plain.layout(), plain.view(), Optional.of(new Quantisation(0.5, 3)), false);
        Expression in = new Expression.Stored(tensor);
        RowMap map = RowMap.builder()
                .fill(0, 0, 1)
                .fill(1, 0, 1)
                .fill(2, 0, 1)
                .fill(3, 0, 1)
                .build();
        List<NewRows> fills = List.of(
                rows(new Init.Constant("zeros", 0), 1),
                rows(new Init.Constant("constant", 1.25), 1),
                rows(new Init.Constant("constant", -1000), 1),
                // 11.5 is 8.5 above the zero point: to even, 8
                new NewRows(new Init.Mean("mean", RowSet.range(0, 2)), indices(0, 1), Optional.of(in)));
        assertThat(Bytes.of(new Expression.Gather(in, 0, map, fills))).containsExactly(3, 5, -128, 11);
    }

    @Test
    void aMeanIsSummedInDoubleInTheOrderListed() {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(3, 700, 5));
        float[] x = random(3 * 700 * 5, 1);
        long[] listed = LongStream.range(0, 500).map(i -> i * 7919 % 700).toArray();
        NewRows mean = new NewRows(
                new Init.Mean("mean_of", RowSet.of(LongStream.of(listed))),
                indices(700, 2),
                Optional.of(Sample.whole(type, bytes(x)).expression()));
        float[] expected = new float[3 * 5 * 2];
        for (int o = 0; o < 3; o++) {
            for (int k = 0; k < 5; k++) {
                double sum = 0;
                for (long row : listed) {
                    sum += x[(int) (o * 700L + row) * 5 + k];
                }
                expected[o * 10 + k] = (float) (sum / 500);
                expected[o * 10 + 5 + k] = expected[o * 10 + k];
            }
        }
        Expression e = new Expression.Gather(
                Sample.whole(type, bytes(x)).expression(),
                1,
                RowMap.builder().fill(0, 0, 2).build(),
                List.of(mean));
        for (int block : new int[] {4096, 5000, 8 << 20}) {
            assertThat(floats(Bytes.of(e, block, 3))).containsExactly(expected);
        }
    }

    @Test
    void integersHaveTheirMeanRoundedToEven() {
        assertThat(mean(DType.INT8, new byte[] {1, 2, -1, -4})).containsExactly(0, -1);
        assertThat(mean(DType.INT8, new byte[] {1, 127, 2, 127})).containsExactly(2, 127);
        ByteBuffer largest = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        largest.putLong(Long.MAX_VALUE).putLong(Long.MAX_VALUE);
        byte[] out = mean(DType.INT64, largest.array());
        assertThat(longs(out)[0]).isGreaterThan(Long.MAX_VALUE - 2048);
    }

    private static byte[] mean(DType dtype, byte[] twoRows) {
        long columns = twoRows.length / dtype.bytes() / 2;
        Expression in = Sample.whole(new TensorType(dtype, Shape.of(2, columns)), twoRows)
                .expression();
        NewRows mean = new NewRows(new Init.Mean("mean", RowSet.range(0, 2)), indices(2, 1), Optional.of(in));
        return Bytes.of(
                new Expression.Gather(in, 0, RowMap.builder().fill(0, 0, 1).build(), List.of(mean)));
    }

    @Test
    void aCopiedRowHasTheBytesOfItsSourceInAnyDtype() {
        for (DType dtype : DType.values()) {
            if (dtype == DType.QUINT4X2 || dtype == DType.QUINT2X4) {
                continue;
            }
            TensorType type = new TensorType(dtype, Shape.of(2, 3, 2));
            byte[] in = new byte[12 * dtype.bytes()];
            new Random(2).nextBytes(in);
            Expression e = Sample.whole(type, in).expression();
            NewRows copy = new NewRows(new Init.CopyRow(2), indices(3, 1), Optional.of(e));
            byte[] out = Bytes.of(
                    new Expression.Gather(e, 1, RowMap.builder().fill(0, 0, 1).build(), List.of(copy)));
            int row = 2 * dtype.bytes();
            assertThat(Arrays.copyOf(out, row)).as("%s", dtype).isEqualTo(Arrays.copyOfRange(in, 2 * row, 3 * row));
            assertThat(Arrays.copyOfRange(out, row, 2 * row)).isEqualTo(Arrays.copyOfRange(in, 5 * row, 6 * row));
        }
    }

    @Test
    void drawsDependOnSeedAndIdentityAndNotOnOtherRows() {
        Init normal = new Init.Random(Init.Distribution.NORMAL, 1, 2, SeedKey.of("s"));
        float[] three = floats(labelled(normal, "anna", "bo", "ca"));
        float[] other = floats(labelled(normal, "x", "ca", "anna"));
        assertThat(Arrays.copyOfRange(three, 0, 7)).isEqualTo(Arrays.copyOfRange(other, 14, 21));
        assertThat(Arrays.copyOfRange(three, 14, 21)).isEqualTo(Arrays.copyOfRange(other, 7, 14));
        assertThat(Arrays.copyOfRange(three, 0, 7)).isNotEqualTo(Arrays.copyOfRange(three, 7, 14));
        assertThat(floats(labelled(new Init.Random(Init.Distribution.NORMAL, 1, 2, SeedKey.of("t")), "anna")))
                .isNotEqualTo(Arrays.copyOfRange(three, 0, 7));
        Philox anna = new Philox(SeedKey.of("s"), SeedKey.ofRow("anna"));
        assertThat(three[5]).isEqualTo((float) (1 + 2 * NormalQuantile.of(((anna.bits(5) >>> 11) + 0.5) * 0x1p-53)));
    }

    private static byte[] labelled(Init init, String... labels) {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(labels.length, 7));
        return Bytes.of(new Expression.Created(
                type, new NewRows(init, new NewRows.Identities.Labels(List.of(labels)), Optional.empty())));
    }

    @Test
    void uniformDrawsFillTheirRangeEvenly() {
        byte[] out =
                created(DType.FLOAT64, Shape.of(200, 100), new Init.Random(Init.Distribution.UNIFORM, -2, 6, 9), 200);
        double[] x = doubles(out);
        assertThat(Arrays.stream(x).min().orElseThrow()).isBetween(-2.0, -1.99);
        assertThat(Arrays.stream(x).max().orElseThrow()).isBetween(5.99, Math.nextDown(6.0));
        assertThat(Arrays.stream(x).average().orElseThrow()).isBetween(1.9, 2.1);
        int[] bins = new int[8];
        Arrays.stream(x).forEach(v -> bins[(int) (v + 2)]++);
        // 2,500 each; the standard deviation is 47
        assertThat(Arrays.stream(bins).allMatch(n -> Math.abs(n - 2500) < 220)).isTrue();
    }

    @Test
    void likeRowsIsItsFormula() {
        TensorType type = new TensorType(DType.FLOAT64, Shape.of(300, 4));
        Random random = new Random(8);
        double[] x = random.doubles(1200, -1, 1).toArray();
        ByteBuffer in = ByteBuffer.allocate(9600).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(x).forEach(in::putDouble);
        Init init = new Init.LikeRows(RowSet.range(10, 200), 0.25, 77);
        List<Double> expected = new ArrayList<>();
        for (String label : List.of("a", "b", "c")) {
            for (int c = 0; c < 4; c++) {
                double mean = 0;
                for (int r = 10; r < 210; r++) {
                    mean += x[r * 4 + c];
                }
                mean /= 200;
                double sum = 0;
                for (int r = 10; r < 210; r++) {
                    sum += new Philox(77, SeedKey.ofRow(label)).normal(r) * (x[r * 4 + c] - mean);
                }
                expected.add(mean + Math.sqrt(0.25 / 200) * sum);
            }
        }
        Expression e = Sample.whole(type, in.array()).expression();
        NewRows rows = new NewRows(init, new NewRows.Identities.Labels(List.of("a", "b", "c")), Optional.of(e));
        Expression gather =
                new Expression.Gather(e, 0, RowMap.builder().fill(0, 0, 3).build(), List.of(rows));
        for (int block : new int[] {4096, 5000, 8 << 20}) {
            assertThat(doubles(Bytes.of(gather, block, 5)))
                    .containsExactly(expected.stream().mapToDouble(d -> d).toArray());
        }
    }

    @Test
    void likeRowsHasTheMeanAndCovarianceOfItsRows() {
        Random random = new Random(4);
        float[] x = new float[400 * 3];
        for (int r = 0; r < 400; r++) {
            double common = random.nextGaussian();
            x[r * 3] = (float) (5 + common);
            x[r * 3 + 1] = (float) (2 * common + 0.5 * random.nextGaussian());
            x[r * 3 + 2] = (float) (-1 + random.nextGaussian() * 0.3);
        }
        Expression e = Sample.whole(new TensorType(DType.FLOAT32, Shape.of(400, 3)), bytes(x))
                .expression();
        NewRows rows = new NewRows(new Init.LikeRows(RowSet.range(0, 400), 1, 5), indices(400, 40_000), Optional.of(e));
        float[] y = floats(Bytes.of(
                new Expression.Gather(e, 0, RowMap.builder().fill(0, 0, 40_000).build(), List.of(rows))));
        for (int i = 0; i < 3; i++) {
            double sd = Math.sqrt(covariance(x, i, i));
            assertThat(average(y, i)).isBetween(average(x, i) - sd * 0.03, average(x, i) + sd * 0.03);
            for (int j = 0; j < 3; j++) {
                double tolerance = 0.04 * Math.sqrt(covariance(x, i, i) * covariance(x, j, j));
                assertThat(covariance(y, i, j))
                        .isBetween(covariance(x, i, j) - tolerance, covariance(x, i, j) + tolerance);
            }
        }
    }

    private static double average(float[] x, int column) {
        double sum = 0;
        for (int i = column; i < x.length; i += 3) {
            sum += x[i];
        }
        return sum / (x.length / 3.0);
    }

    private static double covariance(float[] x, int i, int j) {
        double a = average(x, i);
        double b = average(x, j);
        double sum = 0;
        for (int r = 0; r < x.length; r += 3) {
            sum += (x[r + i] - a) * (x[r + j] - b);
        }
        return sum / (x.length / 3.0);
    }

    private static String constant(DType dtype, Number value) {
        byte[] out = created(dtype, Shape.of(2), new Init.Constant("constant", value), 2);
        byte[] first = Arrays.copyOf(out, dtype.bytes());
        assertThat(Arrays.copyOfRange(out, dtype.bytes(), out.length)).isEqualTo(first);
        return HexFormat.of().formatHex(first);
    }

    private static byte[] created(DType dtype, Shape shape, Init init, long rows) {
        return Bytes.of(new Expression.Created(new TensorType(dtype, shape), rows(init, rows)));
    }

    /** The message, or nothing if there is no refusal. */
    private static String refusal(DType dtype, Init init) {
        try {
            created(dtype, Shape.of(3, 2), init, 3);
            return "";
        } catch (RegraftException e) {
            return e.getMessage();
        }
    }

    private static NewRows rows(Init init, long count) {
        return new NewRows(init, indices(0, count), Optional.empty());
    }

    private static NewRows.Identities indices(long first, long count) {
        return new NewRows.Identities.Indices(first, count);
    }

    private static float[] random(int n, long seed) {
        Random random = new Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static byte[] bytes(float[] x) {
        ByteBuffer out = ByteBuffer.allocate(x.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : x) {
            out.putFloat(v);
        }
        return out.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] out = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(out);
        return out;
    }

    private static double[] doubles(byte[] bytes) {
        double[] out = new double[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(out);
        return out;
    }

    private static long[] longs(byte[] bytes) {
        long[] out = new long[bytes.length / 8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(out);
        return out;
    }

    @Test
    void aDrawThatDoesNotFitIsRefused() {
        assertThatThrownBy(() ->
                        created(DType.UINT8, Shape.of(50), new Init.Random(Init.Distribution.NORMAL, 0, 1, 3), 50))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("which uint8 can't hold");
    }
}
