package io.regraft.format.folder;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Locale;

/** How this package words what it refuses. */
final class Refusals {

    private static final int SHOWN = 3;

    private Refusals() {}

    /** A checkpoint that can't be taken as it is. */
    static RegraftException checkpoint(String where, String what, String fix) {
        return new Problem(Kind.CHECKPOINT, new Where.InFile(where), what, fix).asException();
    }

    static RegraftException expected(String where, String expected, String found, String fix) {
        return Problem.expected(Kind.CHECKPOINT, new Where.InFile(where), expected, found, fix)
                .asException();
    }

    /** The first few names, and how many more. */
    static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN
                ? String.format(Locale.ROOT, "%s and %,d more", shown, names.size() - SHOWN)
                : shown;
    }

    /** {@code 1 file}, {@code 2,000 files}. */
    static String count(int n, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", n, one, n == 1 ? "" : "s");
    }
}
