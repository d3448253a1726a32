package io.regraft.problem;

/**
 * One thing that is wrong.
 *
 * @param what one clause without a final stop: what is wrong, with both numbers where there are two
 * @param fix what to do next: one or more sentences
 */
public record Problem(Kind kind, Where where, String what, String fix) {

    public Problem {
        if (what.isBlank() || fix.isBlank()) {
            throw new IllegalArgumentException("a problem says what is wrong and what to do next");
        }
    }

    /** A problem of the shape "expected E, found F". */
    public static Problem expected(Kind kind, Where where, String expected, String found, String fix) {
        return new Problem(kind, where, "expected " + expected + ", found " + found, fix);
    }

    /** The problem in one line; control characters and the like in names are shown as escapes. */
    public String line() {
        return Printable.of(where.text() + ": " + what + (what.endsWith("?") ? " " : ". ") + fix);
    }

    public RegraftException asException() {
        return new RegraftException(this);
    }
}
