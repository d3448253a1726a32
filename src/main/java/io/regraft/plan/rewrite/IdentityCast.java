package io.regraft.plan.rewrite;

import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Cast;
import java.util.Optional;

/**
 * A cast to the dtype that is there already is its input.
 *
 * <pre>
 * cast float32 of (x float32)  ->  x
 * </pre>
 */
final class IdentityCast implements Rewrite {

    @Override
    public Optional<Expression> apply(Expression e) {
        return e instanceof Cast c && c.to() == c.input().type().dtype() ? Optional.of(c.input()) : Optional.empty();
    }
}
