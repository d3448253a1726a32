package io.regraft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page that tells what a command prints.
 *
 * <p>Fenced blocks mean something by their first word: {@code file NAME} is a file, {@code copy FROM TO} in a line of a
 * {@code setup} block brings a fixture, and {@code console} shows commands (after {@code $ }) with all that they print
 * and, where it is not 0, the exit code as {@code [exit 3]}.
 *
 * @param files the text files, by name
 * @param copies fixtures by the name that they get
 * @param commands in order
 */
record Scenario(Map<String, String> files, Map<String, String> copies, List<Command> commands) {

    /** A command line and what it must print. */
    record Command(String line, String output) {}

    static Scenario read(Path page) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Map<String, String> copies = new LinkedHashMap<>();
        List<Command> commands = new ArrayList<>();
        String head = "";
        StringBuilder body = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (!line.startsWith("```")) {
                if (inside) {
                    body.append(line).append('\n');
                }
            } else if (!inside) {
                inside = true;
                head = line.substring(3).strip();
                body.setLength(0);
            } else {
                inside = false;
                if (head.startsWith("file ")) {
                    files.put(head.substring(5), body.toString());
                } else if (head.equals("setup")) {
                    body.toString().lines().forEach(l -> {
                        List<String> words = List.of(l.split(" ", -1));
                        copies.put(words.get(2), words.get(1));
                    });
                } else if (head.equals("console")) {
                    commands(body.toString(), commands);
                }
            }
        }
        return new Scenario(files, copies, commands);
    }

    private static void commands(String block, List<Command> commands) {
        String command = "";
        StringBuilder output = new StringBuilder();
        for (String line : block.lines().toList()) {
            if (line.startsWith("$ ")) {
                if (!command.isEmpty()) {
                    commands.add(new Command(command, output.toString()));
                }
                command = line.substring(2);
                output.setLength(0);
            } else {
                output.append(line).append('\n');
            }
        }
        commands.add(new Command(command, output.toString()));
    }
}
