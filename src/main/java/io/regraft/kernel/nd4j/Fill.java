package io.regraft.kernel.nd4j;

import java.io.IOException;
import java.nio.ByteBuffer;

/** New rows. A row's elements are counted in C order without the axis: outer, then inner. */
interface Fill {

    /** Fills {@code dst} with the elements of new row {@code row} from {@code column} on. */
    void fill(long row, long column, ByteBuffer dst) throws IOException;
}
