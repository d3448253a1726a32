package io.regraft.cli;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Formats;
import io.regraft.kernel.Statistics;
import io.regraft.migration.Selector;
import io.regraft.problem.Kind;
import io.regraft.problem.NearestName;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import io.regraft.report.InspectJson;
import io.regraft.report.InspectText;
import io.regraft.report.Paint;
import io.regraft.report.SpecJson;
import io.regraft.report.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regraft inspect}. */
@Command(
        name = "inspect",
        description =
                "Shows what is in a checkpoint: tensors, other values, classes that it names. Runs nothing in it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  regraft inspect g_00140000",
            "  regraft inspect model.pt --tensors '**.weight' --stats",
            "  regraft inspect g_00140000 --spec --under generator > target.json",
            "  regraft inspect model.pt --json"
        })
final class InspectCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The checkpoint.")
    private Path file = Path.of("");

    @Option(
            names = "--tensors",
            paramLabel = "GLOB",
            description = "List the tensors that match, optimizer state too; nothing else is shown.")
    private Optional<String> glob = Optional.empty();

    @Option(
            names = "--stats",
            description = "Read the tensors: smallest, largest and mean value, norm, how many are NaN or infinite.")
    private boolean stats;

    @Option(names = "--spec", description = "Print names, shapes and dtypes as a target spec, for check and 'target:'.")
    private boolean spec;

    @Option(names = "--under", paramLabel = "PATH", description = "With --spec: the container that names count from.")
    private Optional<String> under = Optional.empty();

    @Option(names = "--json", description = "Print all that is known as JSON.")
    private boolean json;

    InspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        requireTogether();
        try (Checkpoint checkpoint = Formats.open(file)) {
            Optional<List<Tensor>> chosen = glob.map(g -> choose(checkpoint, g));
            List<Tensor> tensors = chosen.orElseGet(checkpoint::tensors);
            if (spec) {
                printSpec(checkpoint, tensors);
                return 0;
            }
            Map<TensorName, Statistics> measured = stats ? Measurement.of(tensors) : Map.of();
            if (json) {
                InspectJson.write(terminal.out(), checkpoint, chosen, measured);
            } else {
                Paint paint = Paint.of(terminal.colours());
                terminal.out().print(InspectText.of(checkpoint, chosen, measured, paint));
            }
            terminal.out().flush();
            return 0;
        }
    }

    private void requireTogether() {
        if (under.isPresent() && !spec) {
            throw wrong("--under", "it goes with --spec", "Add --spec, or choose tensors with --tensors 'PATH/**'.");
        }
        if (spec && (json || stats)) {
            throw wrong("--spec", "it goes with neither --json nor --stats", "A spec is JSON already: leave them out.");
        }
    }

    private static RuntimeException wrong(String option, String what, String fix) {
        return new Problem(Kind.USAGE, new Where.OnCommandLine(option), what, fix).asException();
    }

    private static List<Tensor> choose(Checkpoint checkpoint, String glob) {
        Selector selector = Selector.of(glob, new Where.InText("--tensors", 0, 0));
        List<Tensor> chosen = checkpoint.tensors().stream()
                .filter(t -> selector.match(t.name()).isPresent())
                .toList();
        if (!chosen.isEmpty()) {
            return chosen;
        }
        List<String> names =
                checkpoint.tensors().stream().map(t -> t.name().text()).toList();
        String nearest =
                NearestName.of(glob, names).map(n -> "Closest is '" + n + "'. ").orElse("");
        throw wrong(
                "--tensors",
                String.format(
                        Locale.ROOT,
                        "'%s' matches none of the %s in %s",
                        glob,
                        Text.count(names.size(), "tensor"),
                        checkpoint.name()),
                nearest + "'*' stops at a dot, '**' does not.");
    }

    private void printSpec(Checkpoint checkpoint, List<Tensor> tensors) {
        TensorName container = under.map(ContainerOption::parse).orElse(TensorName.ROOT);
        List<Tensor> below =
                tensors.stream().filter(t -> t.name().isUnder(container)).toList();
        if (checkpoint.tensors().isEmpty()) {
            throw wrong(
                    "--spec",
                    "expected tensors in " + checkpoint.name() + ", found none",
                    "Give a checkpoint that holds the model.");
        }
        if (below.isEmpty()) {
            throw ContainerOption.none(checkpoint, container);
        }
        Path name = file.getFileName();
        String about = (name == null ? file : name) + (container.equals(TensorName.ROOT) ? "" : ", under " + container)
                + ": names, shapes and dtypes";
        terminal.out().print(SpecJson.of(about, below, container));
        terminal.out().flush();
    }
}
