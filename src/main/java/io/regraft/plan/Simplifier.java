package io.regraft.plan;

import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Cast;
import io.regraft.kernel.Expression.Created;
import io.regraft.kernel.Expression.Gather;
import io.regraft.kernel.Expression.Stored;
import io.regraft.kernel.NewRows;
import io.regraft.plan.rewrite.Rewrite;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Simplifies expressions bottom-up, each node once; ends by construction, as every rewrite makes its node smaller. */
final class Simplifier implements Expression.Cases<Expression> {

    private final IdentityHashMap<Expression, Expression> done = new IdentityHashMap<>();

    Expression simplify(Expression e) {
        if (e instanceof Stored) {
            return e;
        }
        Expression known = done.get(e);
        if (known == null) {
            known = rewrite(e.match(this));
            done.put(e, known);
        }
        return known;
    }

    @Override
    public Expression stored(Stored e) {
        return e;
    }

    @Override
    public Expression gather(Gather e) {
        return new Gather(
                simplify(e.input()),
                e.axis(),
                e.map(),
                e.fills().stream().map(this::simplified).toList());
    }

    @Override
    public Expression cast(Cast e) {
        return new Cast(simplify(e.input()), e.to(), e.overflow());
    }

    @Override
    public Expression created(Created e) {
        return e;
    }

    private NewRows simplified(NewRows rows) {
        return new NewRows(rows.init(), rows.identities(), rows.basis().map(this::simplify));
    }

    private static Expression rewrite(Expression e) {
        Expression now = e;
        List<Rewrite> rewrites = Rewrite.ALL;
        for (int i = 0; i < rewrites.size(); i++) {
            Optional<Expression> simpler = rewrites.get(i).apply(now);
            if (simpler.isPresent()) {
                now = simpler.get();
                i = -1;
            }
        }
        return now;
    }
}
