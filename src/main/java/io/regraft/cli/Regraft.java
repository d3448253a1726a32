package io.regraft.cli;

import io.regraft.problem.Kind;
import io.regraft.problem.NearestName;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code regraft}. */
@Command(
        name = "regraft",
        description = "Repairs and migrates model checkpoints by rules, in one streaming pass.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = false,
        subcommands = {
            InspectCommand.class,
            CheckCommand.class,
            PlanCommand.class,
            MigrateCommand.class,
            ConvertCommand.class,
            VerifyCommand.class,
            SchemaCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Regraft implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final VersionOption version = new VersionOption();

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int code;
        try {
            code = run(terminal, arguments);
        } catch (OutOfMemoryError | StackOverflowError e) {
            code = new ProblemPrinter(terminal, List.of(arguments).contains("--debug")).print(e);
        }
        System.out.flush();
        System.exit(code);
    }

    /** Runs a command; gives its exit code. */
    static int run(Terminal terminal, String... arguments) {
        CommandLine line = new CommandLine(new Regraft(), new CommandFactory(terminal));
        line.setOut(writer(terminal.out()));
        line.setErr(writer(terminal.err()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(100);
        line.setExpandAtFiles(false);
        line.registerConverter(Path.class, new PathArgument());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler(new Failure(terminal));
        line.setParameterExceptionHandler(new WrongUsage(terminal));
        return line.execute(arguments);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** A command line that can't be understood: one line, and where to read on. */
    private record WrongUsage(Terminal terminal) implements IParameterExceptionHandler {
        @Override
        public int handleParseException(ParameterException e, String[] arguments) {
            CommandLine command = e.getCommandLine();
            String name = command.getCommandSpec().qualifiedName();
            StringBuilder text = new StringBuilder(name).append(": ");
            if (e instanceof UnmatchedArgumentException unmatched) {
                String typed = unmatched.getUnmatched().get(0);
                text.append(unmatched(command, typed));
                Set<String> known = new LinkedHashSet<>(command.getSubcommands().keySet());
                command.getCommandSpec().options().forEach(o -> known.addAll(Arrays.asList(o.names())));
                NearestName.of(typed, known)
                        .ifPresent(
                                n -> text.append("; did you mean '").append(n).append("'?"));
            } else {
                text.append(e.getMessage().replace('\n', ' '));
            }
            terminal.message(text + (text.charAt(text.length() - 1) == '?' ? " " : ". ") + "See: " + name + " --help");
            return Kind.USAGE.exitCode();
        }
    }

    private static String unmatched(CommandLine command, String typed) {
        if (typed.startsWith("-")) {
            return "there is no option '" + typed + "'";
        }
        return command.getSubcommands().isEmpty()
                ? "expected no more arguments, found '" + typed + "'"
                : "there is no command '" + typed + "'";
    }

    /** Whatever a command throws ends here. */
    private record Failure(Terminal terminal) implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
            boolean debug = result.originalArgs().contains("--debug");
            return new ProblemPrinter(terminal, debug).print(e);
        }
    }
}
