package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.nio.ByteBuffer;

/** Converts numbers in bulk. Safe to use from several threads. */
public abstract class Caster {

    /**
     * What happened in one call.
     *
     * @param refused the index of the first number that stopped it; -1 if none did
     */
    public record Outcome(int refused, Counts counts) {
        static final Outcome EXACT = new Outcome(-1, Counts.NONE);
    }

    Caster() {}

    /** A caster for a pair that {@link Casts#refusal} allows. */
    public static Caster of(DType from, DType to, Overflow overflow) {
        DType source = Codec.component(from);
        DType target = Codec.component(to);
        if (source == DType.BFLOAT16 && target == DType.FLOAT32) {
            return new FloatCaster.Bf16ToF32();
        }
        boolean toOneByte = source == DType.FLOAT32 && target.family() == DType.Family.FLOATING && target.bytes() == 1;
        if (source.bytes() <= 2 || toOneByte) {
            return new TableCaster(source, target, overflow);
        }
        if (source == DType.FLOAT32 && target == DType.BFLOAT16) {
            return new FloatCaster.F32ToBf16(overflow);
        }
        if (source == DType.FLOAT32 && target == DType.FLOAT16) {
            return new FloatCaster.F32ToF16(overflow);
        }
        if (source == DType.FLOAT32 && target == DType.FLOAT64) {
            return new FloatCaster.F32ToF64();
        }
        return new GeneralCaster(source, target, overflow);
    }

    /** Takes {@code count} numbers off {@code src} and appends them to {@code dst}; both are little-endian. */
    public abstract Outcome cast(ByteBuffer src, ByteBuffer dst, int count);
}
