package io.regraft.plan.rewrite;

import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Gather;
import java.util.Optional;

/**
 * A gather of all rows in their order is its input.
 *
 * <pre>
 * gather [0..9] of (x of 10 rows)  ->  x
 * </pre>
 */
final class IdentityGather implements Rewrite {

    @Override
    public Optional<Expression> apply(Expression e) {
        if (e instanceof Gather g && g.map().isIdentity(g.input().type().shape().extent(g.axis()))) {
            return Optional.of(g.input());
        }
        return Optional.empty();
    }
}
