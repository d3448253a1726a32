package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every page in {@code messages/} is true: its commands print what it shows, to the letter. */
class MessagesTest {

    private static final Path PAGES = Path.of("src/test/resources/messages");
    private static final Path FIXTURES = Path.of("src/test/resources");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> everyPageIsTrue() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.filter(p -> p.toString().endsWith(".md")).sorted().toList().stream()
                    .map(p -> DynamicTest.dynamicTest(p.getFileName().toString(), () -> check(p)));
        }
    }

    /** Statistics and JSON need the room they need; problems and warnings are one line for programs, however long; see {@link TerminalTest} for people. */
    @TestFactory
    Stream<DynamicTest> answersFitAHundredColumns() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.filter(p -> p.toString().endsWith(".md")).sorted().toList().stream()
                    .map(p -> DynamicTest.dynamicTest(
                            p.getFileName().toString(),
                            () -> assertThat(Scenario.read(p).commands().stream()
                                            .filter(c -> !c.output()
                                                    .matches("(?s).*\\[exit [2-9]\\]\n|[^\n]*\n\\[exit 1\\]\n"))
                                            .filter(c -> !c.line().matches(".* --(stats|json)( .*)?"))
                                            .flatMap(c -> c.output().lines())
                                            .filter(l -> l.length() > 100 && !l.startsWith("warning: ")))
                                    .isEmpty()));
        }
    }

    private void check(Path page) throws IOException {
        Scenario scenario = Scenario.read(page);
        assertThat(scenario.commands()).isNotEmpty();
        Path home = Files.createTempDirectory(folder, "page");
        for (Map.Entry<String, String> f : scenario.files().entrySet()) {
            Files.createDirectories(home.resolve(f.getKey()).getParent());
            Files.writeString(home.resolve(f.getKey()), f.getValue());
        }
        for (Map.Entry<String, String> c : scenario.copies().entrySet()) {
            Path from = Files.exists(FIXTURES.resolve(c.getValue()))
                    ? FIXTURES.resolve(c.getValue())
                    : Path.of(c.getValue());
            Files.createDirectories(home.resolve(c.getKey()).getParent());
            Files.copy(from, home.resolve(c.getKey()));
        }
        for (Scenario.Command command : scenario.commands()) {
            assertThat(run(home, command.line())).as("$ %s", command.line()).isEqualTo(command.output());
        }
    }

    /** Runs a command as if {@code home} were the current folder: words that name files there become whole paths. */
    private static String run(Path home, String line) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        String[] words =
                Arrays.stream(line.split(" ")).skip(1).map(w -> path(home, w)).toArray(String[]::new);
        int code = Regraft.run(new Terminal(stream, stream, false, false), words);
        String output = printed.toString(StandardCharsets.UTF_8).replace(home + "/", "");
        return code == 0 ? output : output + "[exit " + code + "]\n";
    }

    private static String path(Path home, String word) {
        boolean isFile = word.matches("[\\w.@/-]+\\.(pt|yaml|json|txt|bin|safetensors)/?|([\\w-]+/)+")
                || word.matches("(g|do)_\\d+");
        return isFile && !word.startsWith("-") ? home + "/" + word : word;
    }
}
