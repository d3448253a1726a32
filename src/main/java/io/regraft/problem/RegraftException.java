package io.regraft.problem;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for everything that is the input's fault; only the command line catches it. */
public final class RegraftException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public RegraftException(Problem problem) {
        this(List.of(problem));
    }

    /** The exit code is that of the first problem. */
    public RegraftException(List<Problem> problems) {
        super(problems.stream().map(Problem::line).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problem, no exception");
        }
        this.problems = List.copyOf(problems);
    }

    public RegraftException(Problem problem, Throwable cause) {
        this(problem);
        initCause(cause);
    }

    public List<Problem> problems() {
        return problems;
    }

    public Problem first() {
        return problems.get(0);
    }
}
