package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.kernel.Caster;
import io.regraft.kernel.Casts;
import io.regraft.kernel.Codec;
import io.regraft.kernel.Expression;
import io.regraft.kernel.NewRows;
import io.regraft.problem.Kind;
import java.util.List;

/** Makes one expression ready to be read. */
final class Compiler implements Expression.Cases<Node> {

    private final Tools tools;
    private final Origin origin;
    private final Counter counter;

    Compiler(Tools tools, Origin origin, Counter counter) {
        this.tools = tools;
        this.origin = origin;
        this.counter = counter;
    }

    @Override
    public Node stored(Expression.Stored e) {
        return tools.storages().open(e.tensor(), origin);
    }

    @Override
    public Node gather(Expression.Gather e) {
        Node input = e.input().match(this);
        FillCompiler fills = new FillCompiler(e.type(), e.axis(), e.quantisation(), tools.chunks(), origin);
        List<Fill> rows = e.fills().stream().map(f -> fill(fills, f)).toList();
        return new GatherNode(e.type(), input, e.axis(), e.map(), rows, tools.pieces());
    }

    @Override
    public Node cast(Expression.Cast e) {
        DType from = e.input().type().dtype();
        Casts.refusal(from, e.to(), e.overflow()).ifPresent(why -> {
            throw origin.refused(Kind.MIGRATION, why, "Leave the tensor out of the cast, or give another dtype.");
        });
        Caster caster = tools.caster(from, e.to(), e.overflow());
        Codec source = Codec.of(from).orElseThrow();
        return new CastNode(e.type(), e.input().match(this), source, caster, tools.chunks(), counter, origin);
    }

    @Override
    public Node created(Expression.Created e) {
        Shape shape = e.type().shape();
        NewRows rows = e.rows();
        FillCompiler fills = new FillCompiler(e.type(), 0, e.quantisation(), tools.chunks(), origin);
        long columns = shape.rank() == 0 ? 1 : shape.inner(0);
        return new CreatedNode(
                e.type(), fill(fills, rows), columns * e.type().dtype().bytes());
    }

    /** What a basis changes is no change of the result, so its casts count elsewhere. */
    private Fill fill(FillCompiler fills, NewRows rows) {
        Compiler apart = new Compiler(tools, origin, new Counter());
        return fills.fill(rows, () -> rows.basis().map(b -> b.match(apart)));
    }
}
