package io.regraft.execute;

import io.regraft.kernel.ContentComparison;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression;
import io.regraft.migration.ContentOracle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;

/** Answers guards by reading. */
final class Oracle implements ContentOracle {

    private final Evaluator evaluator;

    Oracle(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    @Override
    public boolean equal(Expression a, Expression b, OptionalDouble within) {
        try {
            return within.isPresent()
                    ? ContentComparison.within(
                            evaluator.open(a, "guard"), evaluator.open(b, "guard"), within.getAsDouble())
                    : ContentComparison.equal(evaluator.open(a, "guard"), evaluator.open(b, "guard"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean finite(Expression e) {
        try {
            return ContentComparison.finite(evaluator.open(e, "guard"));
        } catch (IOException io) {
            throw new UncheckedIOException(io);
        }
    }
}
