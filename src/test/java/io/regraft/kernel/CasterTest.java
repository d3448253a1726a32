package io.regraft.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CasterTest {

    private static final List<DType> SMALL = List.of(
            DType.FLOAT16,
            DType.BFLOAT16,
            DType.FLOAT8_E4M3FN,
            DType.FLOAT8_E5M2,
            DType.FLOAT8_E4M3FNUZ,
            DType.FLOAT8_E5M2FNUZ,
            DType.FLOAT8_E8M0FNU);

    @Test
    void codesHaveTheValuesThatNumpyAndMlDtypesGiveThem() {
        for (List<String> line : GoldenNumbers.lines("decode.csv")) {
            DType dtype = DType.named(line.get(0)).orElseThrow();
            double expected = number(line.get(2));
            double v = out(DType.FLOAT64, cast(dtype, DType.FLOAT64, Overflow.ERROR, Long.parseLong(line.get(1))));
            assertThat(v).as("%s", line).isEqualTo(Double.valueOf(expected));
        }
    }

    @Test
    void numbersRoundAsNumpyAndMlDtypesRoundThem() {
        int checked = 0;
        for (List<String> line : GoldenNumbers.lines("encode.csv")) {
            DType dtype = DType.named(line.get(0)).orElseThrow();
            double v = Double.longBitsToDouble(Long.parseUnsignedLong(line.get(1), 16));
            if (dtype == DType.FLOAT8_E8M0FNU && v < 0x1p-126) {
                continue; // subnormal in float32: ml_dtypes and torch round all between 2^-127 and 2^-126 up
            }
            long expected = Long.parseLong(line.get(2));
            long code = Double.doubleToRawLongBits(v);
            assertThat(cast(DType.FLOAT64, dtype, Overflow.ERROR, code))
                    .as("%s", line)
                    .isEqualTo(expected);
            if ((float) v == v) {
                long single = Float.floatToRawIntBits((float) v) & 0xFFFF_FFFFL;
                assertThat(cast(DType.FLOAT32, dtype, Overflow.ERROR, single))
                        .as("float32 %s", line)
                        .isEqualTo(expected);
            }
            checked++;
        }
        assertThat(checked).isGreaterThan(4000);
    }

    @Test
    void halfOfTheBorderCasesOfAFloat16CastAreOverflowAndUnderflow() {
        assertThat(fromFloats(DType.FLOAT16, Overflow.INF, 65504f, 65519.99f, 65520f, -1e30f, Float.POSITIVE_INFINITY))
                .containsExactly(0x7bff, 0x7bff, 0x7c00, 0xfc00, 0x7c00);
        assertThat(fromFloats(DType.FLOAT16, Overflow.SATURATE, 65520f, -1e30f, Float.NEGATIVE_INFINITY))
                .containsExactly(0x7bff, 0xfbff, 0xfc00);
        assertThat(fromFloats(DType.FLOAT16, Overflow.INF, 0x1p-24f, 0x1p-25f, Math.nextUp(0x1p-25f), -0f, -1e-30f))
                .containsExactly(1, 0, 1, 0x8000, 0x8000);
        assertThat(outcome(DType.FLOAT16, Overflow.INF, 65504f, 65520f, -1e30f, 0x1p-25f, 0f, -0f))
                .isEqualTo(new Caster.Outcome(-1, new Counts(2, 1, 0)));
        assertThat(outcome(DType.FLOAT16, Overflow.ERROR, 1f, 2f, 65520f, 70000f))
                .isEqualTo(new Caster.Outcome(2, Counts.NONE));
    }

    @Test
    void floatsBecomeIntegersByRoundingToEven() {
        float[] halves = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 254.5f, -0.49f};
        assertThat(fromFloats(DType.INT32, Overflow.ERROR, halves)).containsExactly(0, 2, 2, 0, 0xFFFF_FFFEL, 254, 0);
        assertThat(fromFloats(DType.UINT8, Overflow.SATURATE, 255.5f, -0.51f, Float.NaN, Float.POSITIVE_INFINITY))
                .containsExactly(255, 0, 0, 255);
        assertThat(outcome(DType.UINT8, Overflow.SATURATE, 255.5f, -0.51f, Float.NaN, -0.5f, 255.49f))
                .isEqualTo(new Caster.Outcome(-1, new Counts(2, 0, 1)));
        assertThat(outcome(DType.INT64, Overflow.ERROR, 1f, Float.NaN)).isEqualTo(new Caster.Outcome(1, Counts.NONE));
        assertThat(fromFloats(DType.INT64, Overflow.SATURATE, 0x1p63f, -0x1p63f, -1e30f))
                .containsExactly(Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
        assertThat(fromFloats(DType.UINT64, Overflow.SATURATE, 0x1p63f, 0x1p64f, -1f, 3f))
                .containsExactly(Long.MIN_VALUE, -1, 0, 3);
        assertThat(fromFloats(DType.BOOL, Overflow.ERROR, 0f, -0f, 0.1f, Float.NaN))
                .containsExactly(0, 0, 1, 1);
    }

    @Test
    void integersAreNotRoundedTwice() {
        // Halfway plus one: a way over double rounds down to halfway and then to even.
        long beyondHalf = (1L << 62) + (1L << 38) + 1;
        assertThat(cast(DType.INT64, DType.FLOAT32, Overflow.ERROR, beyondHalf))
                .isEqualTo(Float.floatToRawIntBits(0x1.000002p62f));
        assertThat(cast(DType.INT64, DType.BFLOAT16, Overflow.ERROR, (1L << 62) + (1L << 54) + 1))
                .isEqualTo(0x5e81);
        assertThat(cast(DType.UINT64, DType.FLOAT64, Overflow.ERROR, -1)).isEqualTo(Double.doubleToRawLongBits(0x1p64));
        assertThat(cast(DType.INT64, DType.FLOAT64, Overflow.ERROR, Long.MIN_VALUE))
                .isEqualTo(Double.doubleToRawLongBits(-0x1p63));
        assertThat(cast(DType.INT32, DType.FLOAT16, Overflow.SATURATE, 70000)).isEqualTo(0x7bff);
        assertThat(cast(DType.UINT64, DType.INT64, Overflow.SATURATE, -5)).isEqualTo(Long.MAX_VALUE);
        assertThat(cast(DType.INT8, DType.UINT64, Overflow.SATURATE, 0x80)).isZero();
        assertThat(cast(DType.INT8, DType.INT32, Overflow.ERROR, 0x80)).isEqualTo(0xFFFF_FF80L);
    }

    @Test
    void doublesAreNotRoundedTwice() {
        double x = 1 + 0x1p-11 + 0x1p-30;
        assertThat(cast(DType.FLOAT64, DType.FLOAT16, Overflow.ERROR, Double.doubleToRawLongBits(x)))
                .isEqualTo(0x3c01);
        double y = 1 + 0x1p-8 + 0x1p-40;
        assertThat(cast(DType.FLOAT64, DType.BFLOAT16, Overflow.ERROR, Double.doubleToRawLongBits(y)))
                .isEqualTo(0x3f81);
        double z = 1 + 0x1p-4 + 0x1p-50;
        assertThat(cast(DType.FLOAT64, DType.FLOAT8_E4M3FN, Overflow.ERROR, Double.doubleToRawLongBits(z)))
                .isEqualTo(0x39);
    }

    @Test
    void dtypesWithoutInfinityHaveNanForIt() {
        assertThat(fromFloats(DType.FLOAT8_E4M3FN, Overflow.INF, 464f, 465f, -1e9f, Float.NEGATIVE_INFINITY))
                .containsExactly(0x7e, 0x7f, 0xff, 0xff);
        assertThat(fromFloats(DType.FLOAT8_E4M3FN, Overflow.SATURATE, 465f, -1e9f))
                .containsExactly(0x7e, 0xfe);
        assertThat(fromFloats(DType.FLOAT8_E4M3FNUZ, Overflow.INF, 247f, 248f, -0f, -1e-9f, Float.NaN))
                .containsExactly(0x7f, 0x80, 0, 0, 0x80);
        assertThat(fromFloats(DType.FLOAT8_E5M2, Overflow.INF, 61439f, 61440f)).containsExactly(0x7b, 0x7c);
        assertThat(fromFloats(DType.FLOAT8_E8M0FNU, Overflow.SATURATE, 0f, -3f, 1f, 1.5f, 0x1p127f * 1.6f))
                .containsExactly(0, 0, 127, 128, 254);
        assertThat(outcome(DType.FLOAT8_E8M0FNU, Overflow.ERROR, 1f, 0f)).isEqualTo(new Caster.Outcome(1, Counts.NONE));
    }

    /** Exact arithmetic picks the nearest of all values; the one with the even code where two are as near. */
    @Test
    void everySingleBecomesTheNearestValueOfASmallType() {
        Random random = new Random(3);
        for (DType to : SMALL.subList(0, 6)) {
            List<BigDecimal> values = values(to);
            for (int i = 0; i < 3000; i++) {
                float x = Float.intBitsToFloat(random.nextInt() & 0x7fff_ffff);
                if (!Float.isFinite(x) || new BigDecimal(x).compareTo(values.get(values.size() - 1)) > 0) {
                    x = random.nextFloat()
                            * values.get(random.nextInt(values.size())).floatValue();
                }
                long code = cast(DType.FLOAT32, to, Overflow.ERROR, Float.floatToRawIntBits(x));
                assertThat(code).as("%s to %s", x, to).isEqualTo(nearest(values, new BigDecimal(x)));
            }
        }
    }

    /** The finite values from 0 up; the index is the code. */
    private List<BigDecimal> values(DType dtype) {
        List<BigDecimal> values = new ArrayList<>();
        for (int code = 0; code < 1 << (dtype.bytes() * 8 - 1); code++) {
            double v = out(DType.FLOAT64, cast(dtype, DType.FLOAT64, Overflow.ERROR, code));
            if (Double.isFinite(v)) {
                values.add(new BigDecimal(v));
            }
        }
        return values;
    }

    private static long nearest(List<BigDecimal> values, BigDecimal x) {
        int lo = 0;
        int hi = values.size() - 1;
        while (hi - lo > 1) {
            int middle = (lo + hi) / 2;
            if (values.get(middle).compareTo(x) <= 0) {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        int side = x.subtract(values.get(lo)).compareTo(values.get(hi).subtract(x));
        return side < 0 || (side == 0 && lo % 2 == 0) ? lo : hi;
    }

    @Test
    void theFastLoopsAgreeWithOneNumberAtATime() {
        Random random = new Random(11);
        ByteBuffer in = ByteBuffer.allocate(4 << 20).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int kind = random.nextInt(4);
            float near = (float) Math.scalb(random.nextFloat() - 0.5, random.nextInt(34) - 28);
            in.putInt(kind == 0 ? random.nextInt() : Float.floatToRawIntBits(near));
        }
        for (DType to : SMALL) {
            for (Overflow overflow : Overflow.values()) {
                ByteBuffer fast = ByteBuffer.allocate(to.bytes() << 20).order(ByteOrder.LITTLE_ENDIAN);
                ByteBuffer slow = ByteBuffer.allocate(to.bytes() << 20).order(ByteOrder.LITTLE_ENDIAN);
                Caster.Outcome a = Caster.of(DType.FLOAT32, to, overflow)
                        .cast(in.duplicate().order(in.order()).flip(), fast, 1 << 20);
                Caster.Outcome b = new GeneralCaster(DType.FLOAT32, to, overflow)
                        .cast(in.duplicate().order(in.order()).flip(), slow, 1 << 20);
                assertThat(a).as("%s %s", to, overflow).isEqualTo(b);
                assertThat(fast.flip().mismatch(slow.flip()))
                        .as("%s %s", to, overflow)
                        .isEqualTo(-1);
            }
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static double out(DType dtype, long code) {
        return Codec.of(dtype).orElseThrow().value(code);
    }

    private final Map<List<Object>, Caster> casters = new HashMap<>();

    private Caster caster(DType from, DType to, Overflow overflow) {
        return casters.computeIfAbsent(List.of(from, to, overflow), k -> Caster.of(from, to, overflow));
    }

    private long cast(DType from, DType to, Overflow overflow, long code) {
        ByteBuffer in = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, code);
        ByteBuffer out = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        caster(from, to, overflow).cast(in, out, 1);
        return Codec.next(out.flip(), to.bytes());
    }

    private static long[] fromFloats(DType to, Overflow overflow, float... values) {
        ByteBuffer out = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Caster.of(DType.FLOAT32, to, overflow).cast(bytes(values), out, values.length);
        out.flip();
        long[] codes = new long[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Codec.next(out, to.bytes());
        }
        return codes;
    }

    private static Caster.Outcome outcome(DType to, Overflow overflow, float... values) {
        ByteBuffer out = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        return Caster.of(DType.FLOAT32, to, overflow).cast(bytes(values), out, values.length);
    }

    private static ByteBuffer bytes(float... values) {
        ByteBuffer in = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            in.putFloat(v);
        }
        return in.flip();
    }
}
