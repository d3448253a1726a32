package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.DType;
import java.io.IOException;

/** The mean of the rows of a basis: summed in double, in the order in which they are listed. */
record MeanRow(String name, Basis basis) implements Derived {

    /** The row {@code row} does not matter: there is one mean. */
    @Override
    public double[] rows(long row, int rows, long column, int columns) throws IOException {
        int width = columns * basis.parts();
        double[] mean = new double[width];
        basis.visit(column, columns, Integer.MAX_VALUE, (first, count, x) -> {
            for (int r = 0; r < count; r++) {
                add(x, r * width, mean);
            }
        });
        double last = largest();
        for (int c = 0; c < width; c++) {
            mean[c] = Math.min(mean[c] / basis.size(), last);
        }
        return mean;
    }

    private static void add(double[] x, int at, double[] sum) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += x[at + c];
        }
    }

    /** Where the largest integer has no double, its mean must not become the next power of two. */
    private double largest() {
        DType dtype = basis.codec().dtype();
        if (dtype.family() != DType.Family.INTEGER || dtype.bytes() < 8) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.nextDown(dtype == DType.UINT64 ? 0x1p64 : 0x1p63);
    }
}
