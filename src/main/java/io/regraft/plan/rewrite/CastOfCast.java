package io.regraft.plan.rewrite;

import io.regraft.kernel.Casts;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Cast;
import java.util.Optional;

/**
 * A cast after one that loses nothing is one cast.
 *
 * <pre>
 * cast bfloat16 of (cast float32 of (x float16))  ->  cast bfloat16 of x
 * </pre>
 */
final class CastOfCast implements Rewrite {

    @Override
    public Optional<Expression> apply(Expression e) {
        if (e instanceof Cast outer
                && outer.input() instanceof Cast inner
                && Casts.lossless(inner.input().type().dtype(), inner.to())) {
            return Optional.of(new Cast(inner.input(), outer.to(), outer.overflow()));
        }
        return Optional.empty();
    }
}
