package io.regraft.cli;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.format.Formats;
import io.regraft.migration.Migration;
import io.regraft.plan.Plan;
import io.regraft.plan.Planner;
import io.regraft.problem.Printable;
import io.regraft.report.PlanJson;
import io.regraft.report.PlanText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regraft plan}. */
@Command(
        name = "plan",
        description = "Shows what migrations would do to a checkpoint. Reads headers only, writes nothing.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  regraft plan g_00140000 -m back-to-stock.yaml",
            "  regraft plan model.pt -m fix.yaml --var size=2020 --json"
        })
final class PlanCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The checkpoint.")
    private Path file = Path.of("");

    @Mixin
    private final MigrationOptions migrations = new MigrationOptions();

    @Mixin
    private final LayoutOptions layout = new LayoutOptions();

    @Option(names = "--parts", description = "List the parts that the output would consist of.")
    private boolean parts;

    @Option(names = "--json", description = "Print the plan as JSON.")
    private boolean json;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<Migration> read = migrations.read();
        try (Checkpoint source = Formats.open(file)) {
            Plan plan = Planner.plan(source, read, layout.layout());
            WriteOptions.warnOfLeftOut(terminal, source, plan);
            plan.warnings().forEach(w -> terminal.message("warning: " + Printable.of(w.at().text() + ": " + w.text())));
            if (json) {
                terminal.out().writeBytes(PlanJson.bytes(plan));
                terminal.out().flush();
            } else {
                terminal.out().print(PlanText.of(plan, parts));
            }
        }
        return 0;
    }
}
