package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.nio.ByteBuffer;

/** The pairs that checkpoints are full of, in loops of their own. Each gives what {@link ScalarCast} gives. */
abstract class FloatCaster extends Caster {

    private static final int PART = 4096;
    private static final int INF = 0x7f80_0000;

    private final int sourceBytes;

    private FloatCaster(int sourceBytes) {
        this.sourceBytes = sourceBytes;
    }

    @Override
    public Outcome cast(ByteBuffer src, ByteBuffer dst, int count) {
        Tally tally = new Tally();
        int[] part = new int[Math.min(PART, count)];
        for (int done = 0; done < count; done += part.length) {
            int n = Math.min(part.length, count - done);
            load(src, part, n);
            convert(part, n, dst, done, tally);
        }
        return tally.outcome();
    }

    private void load(ByteBuffer src, int[] part, int n) {
        if (sourceBytes == 4) {
            src.asIntBuffer().get(part, 0, n);
        } else {
            short[] codes = new short[n];
            src.asShortBuffer().get(codes);
            for (int i = 0; i < n; i++) {
                part[i] = codes[i] & 0xFFFF;
            }
        }
        src.position(src.position() + sourceBytes * n);
    }

    abstract void convert(int[] part, int n, ByteBuffer dst, int done, Tally tally);

    private static void put(short[] out, ByteBuffer dst) {
        dst.asShortBuffer().put(out);
        dst.position(dst.position() + 2 * out.length);
    }

    /** bfloat16 is the upper half of a float32. */
    static final class Bf16ToF32 extends FloatCaster {
        Bf16ToF32() {
            super(2);
        }

        @Override
        void convert(int[] part, int n, ByteBuffer dst, int done, Tally tally) {
            for (int i = 0; i < n; i++) {
                part[i] <<= 16;
            }
            dst.asIntBuffer().put(part, 0, n);
            dst.position(dst.position() + 4 * n);
        }
    }

    static final class F32ToF64 extends FloatCaster {
        F32ToF64() {
            super(4);
        }

        @Override
        void convert(int[] part, int n, ByteBuffer dst, int done, Tally tally) {
            long[] out = new long[n];
            for (int i = 0; i < n; i++) {
                int bits = part[i];
                // Widening by hand where the processor would make a signalling NaN quiet.
                out[i] = (bits & Integer.MAX_VALUE) > INF
                        ? ((long) (bits & Integer.MIN_VALUE) << 32) | 0x7ff0_0000_0000_0000L | (bits & 0x7f_ffffL) << 29
                        : Double.doubleToRawLongBits(Float.intBitsToFloat(bits));
            }
            dst.asLongBuffer().put(out);
            dst.position(dst.position() + 8 * n);
        }
    }

    static final class F32ToBf16 extends FloatCaster {
        /** Larger magnitudes round beyond the largest finite value, or are Inf or NaN. */
        private static final int LARGEST = 0x7f7f_7fff;
        /** Magnitudes up to this one round to zero. */
        private static final int TINY = 0x8000;

        private final Overflow overflow;

        F32ToBf16(Overflow overflow) {
            super(4);
            this.overflow = overflow;
        }

        @Override
        void convert(int[] part, int n, ByteBuffer dst, int done, Tally tally) {
            short[] out = new short[n];
            ScalarCast rare = null;
            for (int i = 0; i < n; i++) {
                int bits = part[i];
                int magnitude = bits & Integer.MAX_VALUE;
                if (magnitude <= LARGEST && (magnitude > TINY || magnitude == 0)) {
                    out[i] = (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
                } else {
                    rare = rare == null ? new ScalarCast(DType.FLOAT32, DType.BFLOAT16, overflow) : rare;
                    out[i] = (short) rare.cast(bits & 0xFFFF_FFFFL);
                    if (rare.event() != 0) {
                        tally.add(done + i, rare.event());
                    }
                }
            }
            put(out, dst);
        }
    }

    static final class F32ToF16 extends FloatCaster {
        /** From 65520 on a value rounds beyond 65504. */
        private static final int TOO_LARGE = 0x477f_f000;
        /** 2^-14, the smallest normal value. */
        private static final int NORMAL = 0x3880_0000;

        private final Overflow overflow;

        F32ToF16(Overflow overflow) {
            super(4);
            this.overflow = overflow;
        }

        @Override
        void convert(int[] part, int n, ByteBuffer dst, int done, Tally tally) {
            short[] out = new short[n];
            ScalarCast rare = null;
            for (int i = 0; i < n; i++) {
                int bits = part[i];
                int sign = (bits >>> 16) & 0x8000;
                int magnitude = bits & Integer.MAX_VALUE;
                if (magnitude >= NORMAL && magnitude < TOO_LARGE) {
                    // 112 is the difference of the exponents' biases.
                    out[i] = (short) (sign | ((magnitude - (112 << 23) + 0xfff + ((magnitude >>> 13) & 1)) >>> 13));
                } else if (magnitude == 0) {
                    out[i] = (short) sign;
                } else {
                    rare = rare == null ? new ScalarCast(DType.FLOAT32, DType.FLOAT16, overflow) : rare;
                    out[i] = (short) rare.cast(bits & 0xFFFF_FFFFL);
                    if (rare.event() != 0) {
                        tally.add(done + i, rare.event());
                    }
                }
            }
            put(out, dst);
        }
    }
}
