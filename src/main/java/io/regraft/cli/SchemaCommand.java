package io.regraft.cli;

import io.regraft.migration.MigrationSchema;
import io.regraft.migration.rule.Rules;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code regraft schema}. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of migration files, by which an editor completes and checks them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  regraft schema > regraft.schema.json",
            "  # then, as the first line of a migration:",
            "  # yaml-language-server: $schema=regraft.schema.json"
        })
final class SchemaCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    SchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String schema = new MigrationSchema(Rules.ALL).asJson();
        terminal.out().print(schema.endsWith("\n") ? schema : schema + "\n");
        terminal.out().flush();
        return 0;
    }
}
