package io.regraft.kernel.nd4j;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of one row of a basis.
 *
 * @param rows how many rows the basis has
 * @param inner elements a row after the axis
 */
record CopyFill(Node basis, long rows, long inner, long copied) implements Fill {

    @Override
    public void fill(long row, long column, ByteBuffer dst) throws IOException {
        int limit = dst.limit();
        int size = basis.elementBytes();
        long c = column;
        while (dst.position() < limit) {
            long within = c % inner;
            long n = Math.min(inner - within, (limit - dst.position()) / size);
            dst.limit(dst.position() + (int) n * size);
            basis.read(((c / inner * rows + copied) * inner + within) * size, dst);
            dst.limit(limit);
            c += n;
        }
    }
}
