package io.regraft.cli;

import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Spool;
import io.regraft.kernel.nd4j.Nd4jEvaluator;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestReader;
import io.regraft.manifest.Verification;
import io.regraft.manifest.Verifier;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import io.regraft.report.VerificationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regraft verify}. */
@Command(
        name = "verify",
        description = "Checks a written checkpoint against its manifest: every digest. Exit code 1 if it differs.",
        footerHeading = "%nExamples:%n",
        footer = {"  regraft verify fixed/g_00140000", "  regraft verify model-2020.pt --source model.pt"})
final class VerifyCommand implements Callable<Integer> {

    private static final int BUFFER = 512 << 10;

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "OUT", description = "The checkpoint that a migration wrote.")
    private Path file = Path.of("");

    @Option(names = "--manifest", paramLabel = "F", description = "Its manifest (OUT.regraft.json).")
    private Optional<Path> manifest = Optional.empty();

    @Option(
            names = "--source",
            paramLabel = "FILE",
            description = "The checkpoint it was made from: compares, too, what was left alone.")
    private Optional<Path> source = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", converter = ThreadCount.class, description = "Threads (all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path beside = manifest.orElseGet(() -> Manifest.besides(file));
        if (!Files.exists(file)) {
            throw new Problem(
                            Kind.IO,
                            new Where.InFile(file.toString()),
                            "expected a file, found none",
                            "Check the path.")
                    .asException();
        }
        if (!Files.isRegularFile(beside)) {
            throw new Problem(
                            Kind.IO,
                            new Where.InFile(beside.toString()),
                            "expected the manifest of " + file + ", found none",
                            "Name it by --manifest.")
                    .asException();
        }
        Manifest recorded = ManifestReader.read(beside);
        try (Evaluator evaluator = new Nd4jEvaluator(Spool.in(Path.of(System.getProperty("java.io.tmpdir"))), BUFFER)) {
            Verification result = new Verifier(evaluator, threads, BUFFER).verify(file, recorded, source);
            if (json) {
                VerificationText.write(terminal.out(), result);
            } else {
                terminal.out().print(VerificationText.of(file.toString(), result));
            }
            terminal.out().flush();
            return result.holds() ? 0 : Kind.NO.exitCode();
        }
    }
}
