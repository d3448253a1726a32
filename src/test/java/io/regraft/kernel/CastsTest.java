package io.regraft.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CastsTest {

    @Test
    void aLosslessCastOfAShortTypeComesBackCodeForCode() {
        for (DType from : shortTypes()) {
            for (DType to : DType.values()) {
                if (Casts.refusal(from, to, Overflow.ERROR).isEmpty() && from != to) {
                    assertThat(comesBack(from, to))
                            .as("%s by way of %s", from, to)
                            .isEqualTo(Casts.lossless(from, to));
                }
            }
        }
    }

    private static List<DType> shortTypes() {
        return Arrays.stream(DType.values())
                .filter(d ->
                        d.bytes() <= 2 && Casts.refusal(d, d, Overflow.ERROR).isEmpty())
                .toList();
    }

    /** True if every code is the same after a cast and one back; bool has two codes only. */
    private static boolean comesBack(DType from, DType to) {
        int n = from == DType.BOOL ? 2 : 1 << (8 * from.bytes());
        ByteBuffer in = ByteBuffer.allocate(n * from.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int code = 0; code < n; code++) {
            Codec.of(from).orElseThrow().put(in, code);
        }
        ByteBuffer between = ByteBuffer.allocate(n * to.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer back = ByteBuffer.allocate(n * from.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        Caster.Outcome there = Caster.of(from, to, Overflow.ERROR).cast(in.flip(), between, n);
        Caster.Outcome again = Caster.of(to, from, Overflow.ERROR).cast(between.flip(), back, n);
        return there.refused() < 0 && again.refused() < 0 && back.flip().equals(in.flip());
    }

    @Test
    void widerTypesAreLosslessOnlyIntoStillWiderOnes() {
        assertThat(lossless(DType.FLOAT32)).containsExactly(DType.FLOAT64, DType.FLOAT32);
        assertThat(lossless(DType.INT32)).containsExactly(DType.FLOAT64, DType.INT64, DType.INT32);
        assertThat(lossless(DType.UINT32)).containsExactly(DType.FLOAT64, DType.INT64, DType.UINT64, DType.UINT32);
        assertThat(lossless(DType.INT64)).containsExactly(DType.INT64);
        assertThat(lossless(DType.UINT64)).containsExactly(DType.UINT64);
        assertThat(lossless(DType.COMPLEX32)).containsExactly(DType.COMPLEX128, DType.COMPLEX64, DType.COMPLEX32);
        assertThat(lossless(DType.QINT8)).containsExactly(DType.QINT8);
    }

    private static Set<DType> lossless(DType from) {
        EnumSet<DType> to = EnumSet.noneOf(DType.class);
        for (DType d : DType.values()) {
            if (Casts.lossless(from, d)) {
                to.add(d);
            }
        }
        return to;
    }

    @Test
    void whatIsNoNumberIsRefusedByName() {
        assertThat(Casts.refusal(DType.QINT8, DType.FLOAT32, Overflow.ERROR))
                .contains("cast takes floating, integer, bool and complex dtypes, and qint8 is none of them");
        assertThat(Casts.refusal(DType.COMPLEX64, DType.FLOAT32, Overflow.ERROR))
                .contains("cast goes from real to real or from complex to complex, not from complex64 to float32");
        assertThat(Casts.refusal(DType.FLOAT32, DType.INT8, Overflow.INF))
                .contains("overflow: inf needs a floating dtype, and int8 has no Inf");
        assertThat(Casts.refusal(DType.COMPLEX64, DType.COMPLEX128, Overflow.INF))
                .isEmpty();
    }
}
