package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A command that was run in this process, without a terminal.
 *
 * @param code its exit code
 * @param printed what it printed, results and messages
 */
record Ended(int code, String printed) {

    static Ended run(String... words) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        int code = Regraft.run(new Terminal(stream, stream, false, false), words);
        return new Ended(code, printed.toString(StandardCharsets.UTF_8));
    }

    /** The same, where it must not fail. */
    static String printedBy(String... words) {
        Ended ended = run(words);
        assertThat(ended.code).as(ended.printed).isZero();
        return ended.printed;
    }
}
