package io.regraft.kernel.nd4j;

import java.io.IOException;

/** New rows as real numbers. A number must come out the same whichever rows and columns are asked for with it. */
interface Derived {

    /** The name in a migration. */
    String name();

    /** Numbers of {@code rows} rows from {@code row} on, cut to {@code columns} columns from {@code column} on. */
    double[] rows(long row, int rows, long column, int columns) throws IOException;
}
