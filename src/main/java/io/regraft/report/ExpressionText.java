package io.regraft.report;

import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Cast;
import io.regraft.kernel.Expression.Created;
import io.regraft.kernel.Expression.Gather;
import io.regraft.kernel.Expression.Stored;
import io.regraft.kernel.NewRows;
import io.regraft.kernel.RowMap;
import java.util.Locale;
import java.util.stream.Collectors;

/** An expression in words, from the outside in. */
final class ExpressionText implements Expression.Cases<String> {

    @Override
    public String stored(Stored e) {
        return Text.safe(e.tensor().name().text());
    }

    @Override
    public String gather(Gather e) {
        RowMap map = e.map();
        long rows = e.input().type().shape().extent(e.axis());
        String fills = e.fills().stream().map(this::fill).collect(Collectors.joining(" and "));
        return String.format(
                Locale.ROOT,
                "%,d of %,d rows (%,d %s) on axis %d%s of %s",
                map.kept(),
                rows,
                map.runs(),
                map.runs() == 1 ? "run" : "runs",
                e.axis(),
                fills.isEmpty() ? "" : " with " + fills,
                e.input().match(this));
    }

    @Override
    public String cast(Cast e) {
        return e.to() + " of " + e.input().match(this);
    }

    @Override
    public String created(Created e) {
        return "new, " + e.rows().init().name();
    }

    private String fill(NewRows rows) {
        return String.format(
                Locale.ROOT, "%,d new (%s)", rows.count(), rows.init().name());
    }
}
