package io.regraft.report;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.Statistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tensors as a table for people: name, dtype, shape, size, and what is special about each. */
final class TensorTable {

    private final Sharing sharing;
    private final Map<TensorName, Statistics> statistics;

    TensorTable(Sharing sharing, Map<TensorName, Statistics> statistics) {
        this.sharing = sharing;
        this.statistics = statistics;
    }

    /** Writes a line a tensor; names are those below {@code container}. */
    void appendTo(StringBuilder out, List<Tensor> tensors, TensorName container) {
        boolean measured = !statistics.isEmpty();
        Columns columns = Columns.of("  ", measured ? "<<<>>>>>><" : "<<<><");
        if (measured) {
            columns.add("", "", "", "", "min", "max", "mean", "norm", "NaN, Inf", "");
        }
        for (Tensor t : tensors) {
            String name = Text.safe(t.name().relativeTo(container).text());
            String dtype = t.type().dtype().label();
            String shape = t.type().shape().toString();
            String size = Totals.size(Totals.bytes(t.type()));
            String remark = sharing.remark(t);
            if (measured) {
                columns.add(with(statistics.get(t.name()), name, dtype, shape, size, remark));
            } else {
                columns.add(name, dtype, shape, size, remark);
            }
        }
        columns.appendTo(out);
    }

    private static String[] with(Statistics s, String name, String dtype, String shape, String size, String rest) {
        if (s == null) {
            return new String[] {name, dtype, shape, size, "-", "-", "-", "-", "-", rest};
        }
        String count = Text.number(s.nonFinite());
        return new String[] {
            name, dtype, shape, size, real(s.min()), real(s.max()), real(s.mean()), real(s.norm()), count, rest
        };
    }

    private static String real(double x) {
        if (Double.isNaN(x)) {
            return "-";
        }
        return x == 0 ? "0" : String.format(Locale.ROOT, "%.4g", x);
    }
}
