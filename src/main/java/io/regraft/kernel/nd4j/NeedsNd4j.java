package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Shape;
import io.regraft.kernel.Expression;
import io.regraft.kernel.NewRows;
import java.util.List;

/** Whether a part of an expression is a gather that ND4J will be loaded for. */
record NeedsNd4j(int blockBytes) implements Expression.Cases<Boolean> {

    @Override
    public Boolean stored(Expression.Stored e) {
        return false;
    }

    @Override
    public Boolean gather(Expression.Gather e) {
        Shape in = e.input().type().shape();
        long rowBytes = in.inner(e.axis()) * e.type().dtype().bytes();
        boolean plain = !(e.input() instanceof Expression.Cast);
        return (plain && Scatter.isForNd4j(e.map(), in.extent(e.axis()), in.outer(e.axis()), rowBytes, blockBytes))
                || e.input().match(this)
                || bases(e.fills());
    }

    @Override
    public Boolean cast(Expression.Cast e) {
        return e.input().match(this);
    }

    @Override
    public Boolean created(Expression.Created e) {
        return bases(List.of(e.rows()));
    }

    private boolean bases(List<NewRows> rows) {
        return rows.stream().flatMap(r -> r.basis().stream()).anyMatch(b -> b.match(this));
    }
}
