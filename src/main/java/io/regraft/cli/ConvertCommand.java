package io.regraft.cli;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.execute.Executor;
import io.regraft.execute.HeadStart;
import io.regraft.execute.Outcome;
import io.regraft.execute.Request;
import io.regraft.format.Format;
import io.regraft.format.Formats;
import io.regraft.plan.Conversion;
import io.regraft.plan.ConversionPlanner;
import io.regraft.plan.Plan;
import io.regraft.problem.Kind;
import io.regraft.problem.NearestName;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import io.regraft.report.ConversionText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regraft convert}. */
@Command(
        name = "convert",
        description = {
            "Writes the tensors of a checkpoint as a file of another format, bit for bit.",
            "What that format can't hold is listed and nothing is written, unless --lossy is given. No dtype is ever"
                    + " changed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  regraft convert model.pt -o model.safetensors",
            "  regraft convert epoch-12.ckpt --under state_dict -o model.safetensors",
            "  regraft convert model.safetensors -o pytorch_model.bin",
            "  regraft convert model/ --to pytorch --shard-size 5GB -o model-bin",
            "  regraft convert old.pt --to safetensors --lossy -o weights.st"
        })
final class ConvertCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final WriteOptions writing = new WriteOptions();

    @Parameters(paramLabel = "IN", description = "The checkpoint. It is never changed.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            converter = Destination.Argument.class,
            description = "The file to write; a folder (there already, or with a final /) takes the source's name.")
    private Destination output = new Destination("", Path.of(""));

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            completionCandidates = FormatIds.class,
            description = "What to write: ${COMPLETION-CANDIDATES}. Without it the ending of OUT decides.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--under",
            paramLabel = "PATH",
            description = "Convert this container only, names counting from there.")
    private Optional<String> under = Optional.empty();

    @Option(names = "--lossy", description = "Convert even if something is lost that is no tensor; it is listed.")
    private boolean lossy;

    @Option(
            names = "--shard-size",
            paramLabel = "SIZE",
            converter = LayoutOptions.Size.class,
            description = "Write a folder of files of at most this size (5GB, 5GiB) with an index; --to says of which"
                    + " format.")
    private Optional<Long> shardSize = Optional.empty();

    ConvertCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try {
            return run();
        } finally {
            writing.close(output);
        }
    }

    private int run() throws IOException {
        Format format = format();
        boolean folder = shardSize.isPresent();
        try (Checkpoint source = Formats.open(file);
                HeadStart digests = writing.headStart(source, false)) {
            Request request = writing.request(WriteOptions.input(file, source), target(format, folder), false, false);
            Executor.checkTargets(request, folder, source, List.of());
            Plan plan = ConversionPlanner.plan(source, format, container(source), lossy, shards());
            Outcome outcome = WriteOptions.run(terminal, "convert", plan, request, digests);
            writing.print(terminal, outcome.manifest(), () -> text(outcome, plan, request));
        }
        return 0;
    }

    /** In a folder, the source's name with the ending of the format. */
    private Path target(Format format, boolean folder) throws IOException {
        if (folder) {
            return output.path();
        }
        String name = String.valueOf(file.toAbsolutePath().normalize().getFileName());
        String ending = format.composer().orElseThrow().endings().get(0);
        return output.file("-o", Formats.withoutEnding(name) + ending);
    }

    private OptionalLong shards() {
        return shardSize.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    private Format format() {
        String ids = ids().stream().collect(Collectors.joining(", "));
        if (to.isPresent()) {
            return Formats.composing().stream()
                    .filter(f -> f.id().equalsIgnoreCase(to.get()))
                    .findFirst()
                    .orElseThrow(() -> new Problem(
                                    Kind.USAGE,
                                    new Where.OnCommandLine("--to " + to.get()),
                                    "no format that can be written has this id"
                                            + NearestName.of(to.get(), ids())
                                                    .map(n -> "; did you mean '" + n + "'?")
                                                    .orElse(""),
                                    "There are: " + ids + ".")
                            .asException());
        }
        String name = String.valueOf(output.path().getFileName());
        return Formats.ending(name)
                .orElseThrow(() -> new Problem(
                                Kind.USAGE,
                                new Where.OnCommandLine("-o " + output.text()),
                                "the ending of '" + name + "' does not tell a format",
                                "Add --to with one of: " + ids + ".")
                        .asException());
    }

    private static List<String> ids() {
        return Formats.composing().stream().map(Format::id).toList();
    }

    private TensorName container(Checkpoint source) {
        TensorName container = under.map(ContainerOption::parse).orElse(TensorName.ROOT);
        boolean holds = source.tensors().stream().anyMatch(t -> t.name().isUnder(container));
        if (!holds && under.isPresent()) {
            throw ContainerOption.none(source, container);
        }
        return container;
    }

    private static String text(Outcome outcome, Plan plan, Request request) {
        Conversion conversion = plan.conversion().orElseThrow();
        long bytes = outcome.manifest().output().bytes();
        return ConversionText.of(conversion, bytes, plan.tensors().size(), request.output()) + "manifest: "
                + request.manifest() + "\n";
    }

    /** The ids that {@code --to} takes, for help and completion. */
    private static final class FormatIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ids().iterator();
        }
    }
}
