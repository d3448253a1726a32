package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.nio.ByteBuffer;

/** Any pair, one number at a time. */
final class GeneralCaster extends Caster {

    private final DType from;
    private final DType to;
    private final Overflow overflow;
    private final Codec target;

    GeneralCaster(DType from, DType to, Overflow overflow) {
        this.from = from;
        this.to = to;
        this.overflow = overflow;
        this.target = Codec.of(to).orElseThrow();
    }

    @Override
    public Outcome cast(ByteBuffer src, ByteBuffer dst, int count) {
        ScalarCast scalar = new ScalarCast(from, to, overflow);
        Tally tally = new Tally();
        int bytes = from.bytes();
        for (int i = 0; i < count; i++) {
            target.put(dst, scalar.cast(Codec.next(src, bytes)));
            if (scalar.event() != 0) {
                tally.add(i, scalar.event());
            }
        }
        return tally.outcome();
    }
}
