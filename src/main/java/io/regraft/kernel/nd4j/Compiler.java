package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Shape;
import io.regraft.kernel.Expression;
import io.regraft.kernel.NewRows;
import java.util.List;

/** Makes one expression ready to be read. */
final class Compiler implements Expression.Cases<Node> {

    private final Storages storages;
    private final PieceReader pieces;
    private final Origin origin;

    Compiler(Storages storages, PieceReader pieces, Origin origin) {
        this.storages = storages;
        this.pieces = pieces;
        this.origin = origin;
    }

    @Override
    public Node stored(Expression.Stored e) {
        return storages.open(e.tensor(), origin);
    }

    @Override
    public Node gather(Expression.Gather e) {
        Node input = e.input().match(this);
        FillCompiler fills = new FillCompiler(e.type(), e.axis(), e.quantisation(), origin);
        List<Fill> rows = e.fills().stream().map(fills::fill).toList();
        return new GatherNode(e.type(), input, e.axis(), e.map(), rows, pieces);
    }

    @Override
    public Node cast(Expression.Cast e) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Node created(Expression.Created e) {
        Shape shape = e.type().shape();
        NewRows rows = e.rows();
        Fill fill = new FillCompiler(e.type(), 0, e.quantisation(), origin).fill(rows);
        long columns = shape.rank() == 0 ? 1 : shape.inner(0);
        return new CreatedNode(e.type(), fill, columns * e.type().dtype().bytes());
    }
}
