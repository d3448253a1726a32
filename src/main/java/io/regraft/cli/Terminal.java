package io.regraft.cli;

import io.regraft.report.Text;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command prints: answers on {@code out}, messages on {@code err}.
 *
 * @param colours true if the answer goes to a terminal that wants colours
 * @param live true if messages go to a terminal, where a line may be drawn over
 */
public record Terminal(PrintStream out, PrintStream err, boolean colours, boolean live) {

    /** The process's own, as the launcher and NO_COLOR tell. */
    static Terminal ofProcess() {
        boolean out = "1".equals(System.getenv("REGRAFT_TTY_OUT"));
        boolean err = "1".equals(System.getenv("REGRAFT_TTY_ERR"));
        String noColor = System.getenv("NO_COLOR");
        boolean wanted = (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(utf8(System.out), utf8(System.err), out && wanted, err);
    }

    /** Prints a message: on a terminal in lines that fit, else in one, as a program that reads it wants it. */
    void message(String text) {
        err.println(live ? wrapped(text) : text);
    }

    private static String wrapped(String text) {
        return String.join("\n  ", Text.lines(text, Text.WIDTH - 2));
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
