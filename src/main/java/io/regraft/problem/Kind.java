package io.regraft.problem;

/** What sort of thing went wrong; decides the exit code of the process. */
public enum Kind {
    /** The answer is no: not compatible, verification failed. */
    NO(1),
    /** The command line is wrong. */
    USAGE(2),
    /** A migration, or a file that it names, is wrong. */
    MIGRATION(3),
    /** A checkpoint can't be read, is damaged or unsafe. */
    CHECKPOINT(4),
    /** {@code expect}, {@code ensure} or {@code target} does not hold, or the migration was applied before. */
    GUARD(5),
    /** The system refused to read or write. */
    IO(6);

    private final int exitCode;

    Kind(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
