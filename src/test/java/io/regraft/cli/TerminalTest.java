package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static String printed(boolean live, String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        new Terminal(stream, stream, false, live).message(message);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aMessageForAProgramIsOneLine() {
        String long50 = "word ".repeat(50) + "end";
        assertThat(printed(false, long50)).isEqualTo(long50 + "\n");
    }

    @Test
    void aMessageOnATerminalFitsAHundredColumns() {
        assertThat(printed(true, "nine char ".repeat(11) + "end"))
                .isEqualTo("nine char ".repeat(9) + "nine\n  char nine char end\n");
    }

    @Test
    void aPathIsNotCut() {
        String path = "/" + "x".repeat(120);
        assertThat(printed(true, path + ": expected a file")).isEqualTo(path + ":\n  expected a file\n");
    }
}
