package io.regraft.cli;

import io.regraft.problem.Kind;
import io.regraft.problem.Printable;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Turns whatever a command threw into lines on stderr and an exit code. */
final class ProblemPrinter {

    private final Terminal terminal;
    private final boolean debug;

    ProblemPrinter(Terminal terminal, boolean debug) {
        this.terminal = terminal;
        this.debug = debug;
    }

    /** Prints; gives the exit code. */
    int print(Throwable thrown) {
        if (debug) {
            thrown.printStackTrace(terminal.err());
        }
        if (thrown instanceof RegraftException e) {
            e.problems().forEach(p -> terminal.message(p.line()));
            return e.first().kind().exitCode();
        }
        if (thrown instanceof UncheckedIOException e) {
            return print(e.getCause(), e);
        }
        if (thrown instanceof IOException e) {
            return print(e, e);
        }
        if (thrown instanceof OutOfMemoryError) {
            terminal.message("regraft: out of memory. Give it more by REGRAFT_HEAP=1g, or report this with the"
                    + " command and the output of: regraft inspect FILE");
            return Kind.IO.exitCode();
        }
        terminal.message("regraft: a defect of this program: " + Printable.of(thrown.toString())
                + ". Run again with --debug and report what it prints.");
        return 70;
    }

    private int print(IOException e, Exception original) {
        Problem problem = describe(e);
        terminal.message(problem.line());
        return original instanceof UncheckedIOException || original == e
                ? problem.kind().exitCode()
                : 70;
    }

    private static Problem describe(IOException e) {
        String file = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : "regraft";
        Where where = new Where.InFile(file);
        if (e instanceof NoSuchFileException) {
            return new Problem(Kind.IO, where, "expected a file, found none", "Check the path.");
        }
        if (e instanceof AccessDeniedException) {
            return new Problem(Kind.IO, where, "no permission", "Change its permissions, or name another place.");
        }
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left")) {
            return new Problem(Kind.IO, where, "no space left on the device", "Free some, or name another place.");
        }
        return new Problem(Kind.IO, where, "input or output failed: " + text, "Nothing was written; try again.");
    }
}
