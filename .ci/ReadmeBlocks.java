import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs every block of a Markdown file that is marked {@code console}, and fails where the output is not as shown.
 *
 * <p>A line that starts with {@code $ } is a command; it goes on behind a backslash at its end and through a here
 * document. What follows is its output, stdout and stderr in the order of their coming. A line {@code …} stands for any
 * lines, {@code …} within a line for any text. All blocks run one after the other in the same folder, each in a shell of
 * its own, so that {@code $?}, {@code cd} and variables hold for one block.
 */
final class ReadmeBlocks {

    private static final Pattern HERE_DOCUMENT = Pattern.compile("<<-?\\s*['\"]?(\\w+)['\"]?");
    private static final String END = "regraft-end-of-command";

    private final Path folder;
    private int commands;
    private int differing;

    private ReadmeBlocks(Path folder) {
        this.folder = folder;
    }

    /** A command, the line that it stands in, and the output shown. */
    private record Command(int line, String text, List<String> output) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        ReadmeBlocks blocks = new ReadmeBlocks(Path.of(arguments[1]));
        Path file = Path.of(arguments[0]);
        for (List<Command> block : read(Files.readAllLines(file))) {
            blocks.run(block);
        }
        System.out.printf("%s: %d passed, %d failed%n", file, blocks.commands - blocks.differing, blocks.differing);
        if (blocks.commands == 0) {
            System.out.println(file + " has no block marked 'console'.");
        }
        System.exit(blocks.commands == 0 || blocks.differing > 0 ? 1 : 0);
    }

    private static List<List<Command>> read(List<String> lines) {
        List<List<Command>> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("```console")) {
                int start = ++i;
                while (i < lines.size() && !lines.get(i).strip().equals("```")) {
                    i++;
                }
                blocks.add(block(lines.subList(start, i), start + 1));
            }
        }
        return blocks;
    }

    private static List<Command> block(List<String> lines, int first) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < lines.size(); ) {
            int start = i;
            if (!lines.get(i).startsWith("$ ")) {
                throw new IllegalArgumentException("line " + (first + i) + ": expected a command, '$ ' in front");
            }
            i = endOfCommand(lines, i);
            String text = lines.subList(start, i).stream().collect(Collectors.joining("\n")).substring(2);
            int output = i;
            while (i < lines.size() && !lines.get(i).startsWith("$ ")) {
                i++;
            }
            commands.add(new Command(first + start, text, lines.subList(output, i)));
        }
        return commands;
    }

    private static int endOfCommand(List<String> lines, int start) {
        int end = start;
        while (lines.get(end).endsWith("\\")) {
            end++;
        }
        Matcher document = HERE_DOCUMENT.matcher(lines.get(end));
        if (document.find()) {
            while (!lines.get(end).strip().equals(document.group(1))) {
                end++;
            }
        }
        return end + 1;
    }

    private void run(List<Command> block) throws IOException, InterruptedException {
        // After each command a line of our own; the command's exit code is put back for the next one's $?.
        String script = block.stream()
                .map(c -> c.text + "\n{ regraft_code=$?; printf '%s\\n' '" + END + "'; (exit $regraft_code); }\n")
                .collect(Collectors.joining());
        Process process = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        String[] outputs = all.split(END + "\n", -1);
        for (int i = 0; i < block.size(); i++) {
            judge(block.get(i), i < outputs.length ? outputs[i] : "");
        }
    }

    private void judge(Command command, String output) {
        commands++;
        String shown = command.output.stream().map(l -> l + "\n").collect(Collectors.joining());
        String found = output.isEmpty() || output.endsWith("\n") ? output : output + "\n";
        if (!pattern(command.output).matcher(found).matches()) {
            differing++;
            System.out.printf(
                    "line %d: $ %s%n  shows%n%s  gives%n%s", command.line, command.text, indent(shown), indent(found));
        }
    }

    private static Pattern pattern(List<String> shown) {
        String regex = shown.stream()
                .map(line -> line.strip().equals("…")
                        ? "(?:.*\n)*"
                        : Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")) + "\n")
                .collect(Collectors.joining());
        return Pattern.compile(regex);
    }

    private static String indent(String text) {
        return text.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }
}
