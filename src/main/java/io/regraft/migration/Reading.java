package io.regraft.migration;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is known while a migration file is read: collects its problems, so that all are shown at once. */
public final class Reading {

    private final List<Problem> problems = new ArrayList<>();

    public void problem(Where.InText at, String what, String fix) {
        problems.add(new Problem(Kind.MIGRATION, at, what, fix));
    }

    public void problem(Problem problem) {
        problems.add(problem);
    }

    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /**
     * Ends the reading.
     *
     * @throws RegraftException with all problems, sorted by place, if there are any
     */
    public void finish() {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparing((Problem p) -> p.where() instanceof Where.InText t ? t.file() : "")
                    .thenComparingInt(p -> p.where() instanceof Where.InText t ? t.line() : 0)
                    .thenComparingInt(p -> p.where() instanceof Where.InText t ? t.column() : 0));
            throw new RegraftException(problems);
        }
    }
}
