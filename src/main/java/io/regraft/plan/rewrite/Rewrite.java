package io.regraft.plan.rewrite;

import io.regraft.kernel.Expression;
import java.util.List;
import java.util.Optional;

/** Turns an expression whose inputs are simplified into a simpler one of the same bytes. */
public interface Rewrite {

    /** All rewrites, in the order in which they are tried. */
    List<Rewrite> ALL = List.of(new IdentityGather(), new GatherOfGather(), new IdentityCast(), new CastOfCast());

    /** The simpler expression; empty where this rewrite does not apply. */
    Optional<Expression> apply(Expression e);
}
