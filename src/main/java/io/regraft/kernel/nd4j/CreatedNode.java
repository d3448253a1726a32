package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A tensor that is nothing but new rows, of {@code rowBytes} each. */
record CreatedNode(TensorType type, Fill rows, long rowBytes) implements Node {

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        int limit = dst.limit();
        long at = offset;
        while (dst.position() < limit) {
            long within = at % rowBytes;
            int n = (int) Math.min(rowBytes - within, limit - dst.position());
            dst.limit(dst.position() + n);
            rows.fill(at / rowBytes, within / elementBytes(), dst);
            dst.limit(limit);
            at += n;
        }
    }
}
