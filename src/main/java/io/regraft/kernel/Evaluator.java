package io.regraft.kernel;

import java.io.Closeable;
import java.io.IOException;

/** Turns expressions into bytes, some at a time. Safe to use from several threads. */
public interface Evaluator extends Closeable {

    /**
     * The content that {@code expression} describes; nothing is read yet.
     *
     * @param name the tensor's name, for messages
     * @throws io.regraft.problem.RegraftException if the expression can't be computed: a cast or an initial value that the
     *     dtype does not allow
     */
    Content open(Expression expression, String name);

    /** True if reading {@code expression} will use ND4J, so that {@link #warmUp} pays. */
    boolean needsNd4j(Expression expression);

    /** Loads ND4J, which takes some tenths of a second; for a thread beside the one that copies. */
    void warmUp();

    /** Removes what was spooled; contents must not be read afterwards. */
    @Override
    void close() throws IOException;
}
