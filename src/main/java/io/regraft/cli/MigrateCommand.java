package io.regraft.cli;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.execute.Executor;
import io.regraft.execute.HeadStart;
import io.regraft.execute.Outcome;
import io.regraft.execute.Request;
import io.regraft.format.Format;
import io.regraft.format.Formats;
import io.regraft.format.folder.FolderCheckpoint;
import io.regraft.migration.Migration;
import io.regraft.plan.Plan;
import io.regraft.plan.Planner;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import io.regraft.report.ManifestText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regraft migrate}. */
@Command(
        name = "migrate",
        description = "Applies migrations to a checkpoint and writes the result and its manifest.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  regraft migrate g_00140000 -m back-to-stock.yaml -o fixed/",
            "  regraft migrate model.pt -m fix.yaml --var size=2020 -o model-2020.pt --digests tensors",
            "  regraft migrate model.pt -m strip.yaml -m grow.yaml -o model-new.pt"
        })
final class MigrateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final WriteOptions writing = new WriteOptions();

    @Parameters(paramLabel = "FILE", description = "The checkpoint. It is never changed.")
    private Path file = Path.of("");

    @Mixin
    private final MigrationOptions migrations = new MigrationOptions();

    @Mixin
    private final LayoutOptions layout = new LayoutOptions();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            converter = Destination.Argument.class,
            description = "The file to write; a folder (there already, or with a final /) takes the source's name.")
    private Destination output = new Destination("", Path.of(""));

    @Option(names = "--again", description = "Apply a migration even if the source went through it.")
    private boolean again;

    @Option(
            names = "--trust-manifest",
            description = "Take the source's digest from the manifest beside it, if size and time agree.")
    private boolean trustManifest;

    @Option(names = "--stamp", description = "Write the time and this machine's name into the manifest.")
    private boolean stamp;

    MigrateCommand(Terminal terminal) {
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
        try (Checkpoint source = Formats.open(file);
                HeadStart digests = writing.headStart(source, trustManifest)) {
            List<Migration> read = migrations.read();
            boolean folder = WriteOptions.isFolder(source);
            Path input = WriteOptions.input(file, source);
            boolean intoFolder = folder || layout.bytes().isPresent();
            Request request = writing.request(input, target(input, intoFolder), trustManifest, stamp);
            Executor.checkTargets(request, intoFolder, source, read);
            if (!again) {
                Executor.refuseApplied(source, request, read);
            }
            Plan plan = Planner.plan(source, read, layout.layout());
            Outcome outcome = WriteOptions.run(terminal, "migrate", plan, request, digests);
            if (!intoFolder) {
                warnOfEnding(source, request.output());
            }
            WriteOptions.warnOfLeftOut(terminal, source, plan);
            writing.print(
                    terminal,
                    outcome.manifest(),
                    () -> ManifestText.of(outcome.manifest(), request.output(), request.manifest()));
        }
        return 0;
    }

    /** The format stays; a name that says another, which the source's does not, would mislead its reader. */
    private void warnOfEnding(Checkpoint source, Path target) {
        Optional<Format> said = Formats.ending(String.valueOf(target.getFileName()));
        if (said.isPresent()
                && !said.get().id().equals(source.format())
                && !said.equals(Formats.ending(String.valueOf(file.getFileName())))) {
            terminal.message("warning: -o " + target + ": its ending says "
                    + said.get().id() + ", and migrate keeps the format, " + source.format()
                    + ". regraft convert makes another.");
        }
    }

    /** As cp -r has it: a folder goes into one that is there, else it gets the name. None goes into a checkpoint. */
    private Path target(Path input, boolean folder) throws IOException {
        String name = String.valueOf(input.toAbsolutePath().normalize().getFileName());
        if (!folder) {
            return output.file("-o", name);
        }
        output.requireNoFile("-o");
        Optional<Format> said = Formats.ending(String.valueOf(output.path().getFileName()));
        if (said.isPresent() && !output.saysFolder() && !Files.isDirectory(output.path())) {
            throw new Problem(
                            Kind.USAGE,
                            new Where.OnCommandLine("-o " + output.text()),
                            "the source is a folder, and so is the result; found the name of a file",
                            "Name a folder, with a / at its end if its name is meant so. For one file: regraft convert"
                                    + " FOLDER -o " + output.path().getFileName())
                    .asException();
        }
        boolean into = Files.isDirectory(output.path()) && !FolderCheckpoint.holdsWeights(output.path());
        return into ? output.in(name) : output.path();
    }
}
