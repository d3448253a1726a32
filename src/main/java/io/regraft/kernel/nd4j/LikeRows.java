package io.regraft.kernel.nd4j;

import io.regraft.kernel.Init;
import java.io.IOException;

/**
 * Draws from the normal distribution that the rows of a basis look like: mean + √(scale / n) · Σ zᵢ (xᵢ − mean). A z
 * depends on the key, the identity of the new row and the index of the basis row.
 *
 * <p>Each call reads the basis twice, for the mean and for the sums, whatever the number of new rows.
 */
record LikeRows(Init.LikeRows init, Basis basis, Identified identified) implements Derived {

    @Override
    public String name() {
        return init.name();
    }

    @Override
    public double[] rows(long row, int rows, long column, int columns) throws IOException {
        double[] mean = new MeanRow(name(), basis).rows(0, 1, column, columns);
        double[] sums = new double[Math.multiplyExact(rows, mean.length)];
        Philox[] draws = new Philox[rows];
        for (int i = 0; i < rows; i++) {
            draws[i] = new Philox(init.key(), identified.hash(row + i));
        }
        basis.visit(column, columns, Integer.MAX_VALUE, (first, count, x) -> {
            subtract(mean, x, count);
            for (int i = 0; i < rows; i++) {
                for (int r = 0; r < count; r++) {
                    add(draws[i].normal(first + r), x, r * mean.length, sums, i * mean.length, mean.length);
                }
            }
        });
        double factor = Math.sqrt(init.scale() / basis.size());
        for (int i = 0; i < sums.length; i++) {
            sums[i] = mean[i % mean.length] + factor * sums[i];
        }
        return sums;
    }

    private static void subtract(double[] mean, double[] x, int count) {
        for (int r = 0; r < count; r++) {
            for (int c = 0; c < mean.length; c++) {
                x[r * mean.length + c] -= mean[c];
            }
        }
    }

    private static void add(double z, double[] x, int from, double[] sums, int to, int n) {
        for (int c = 0; c < n; c++) {
            sums[to + c] += z * x[from + c];
        }
    }
}
