package io.regraft.migration;

import io.regraft.kernel.Expression;
import java.util.OptionalDouble;

/** Answers the questions of guards that only the content of tensors can. */
public interface ContentOracle {

    /** True if both have the same bytes; with {@code within}, if no two elements differ by more. Types are alike. */
    boolean equal(Expression a, Expression b, OptionalDouble within);

    /** True if no element is NaN or infinite. */
    boolean finite(Expression e);
}
