package io.regraft.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command as a process of its own. */
final class Processes {

    private Processes() {}

    /** How it ended and what it printed. */
    record Ended(int code, String out, String err) {}

    static Process start(Path folder, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.regraft.cli.Regraft"));
        command.addAll(arguments);
        return new ProcessBuilder(command).directory(folder.toFile()).start();
    }

    static Ended run(Path folder, String... arguments) throws IOException, InterruptedException {
        Process p = start(folder, List.of(arguments));
        p.getOutputStream().close();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(p.waitFor(), out, err);
    }
}
