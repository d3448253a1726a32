package io.regraft.cli;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.execute.Executor;
import io.regraft.execute.FileDisk;
import io.regraft.execute.HeadStart;
import io.regraft.execute.Outcome;
import io.regraft.execute.Request;
import io.regraft.format.folder.FolderCheckpoint;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestJson;
import io.regraft.plan.Plan;
import io.regraft.problem.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What the commands that write a checkpoint have in common: how it is written, and what is said of it. */
final class WriteOptions {

    @Option(
            names = "--manifest",
            paramLabel = "F",
            converter = Destination.Argument.class,
            description = "Where the manifest goes (OUT.regraft.json); into a folder under that name.")
    private Destination manifest = new Destination("", Path.of(""));

    @Option(names = "--overwrite", description = "Replace OUT and its manifest if they are there.")
    private boolean overwrite;

    @Option(
            names = "--digests",
            paramLabel = "MODE",
            defaultValue = "files",
            description = "files: SHA-256 of source, output and changed tensors (the default); tensors: of each"
                    + " tensor, on all cores; changed: of changed tensors only; none.")
    private DigestMode digests = DigestMode.FILES;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = ThreadCount.class,
            description = "Threads (all cores). The result is the same.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--block-size",
            paramLabel = "N",
            converter = ByteSize.class,
            description = "Bytes read or written at once (512KiB). The result is the same.")
    private int blockBytes = 512 << 10;

    @Option(names = "--json", description = "Print the manifest.")
    private boolean json;

    Request request(Path input, Path output, boolean trustManifest, boolean stamp) throws IOException {
        Path beside = Manifest.besides(output);
        Path written =
                manifest.text().isEmpty() ? beside : manifest.file("--manifest", String.valueOf(beside.getFileName()));
        return new Request(input, output, written, overwrite, digests, trustManifest, stamp, threads, blockBytes);
    }

    /** Removes folders that were made for nothing. */
    void close(Destination output) throws IOException {
        output.close();
        manifest.close();
    }

    static boolean isFolder(Checkpoint source) {
        return source.files().stream().noneMatch(m -> m.path().isEmpty());
    }

    /** The source as a whole: an index file stands for the folder that it lies in. */
    static Path input(Path file, Checkpoint source) {
        return isFolder(source) && !Files.isDirectory(file)
                ? file.toAbsolutePath().getParent()
                : file;
    }

    /** Says which of a folder's weights the result does not have. */
    static void warnOfLeftOut(Terminal terminal, Checkpoint source, Plan plan) {
        if (source instanceof FolderCheckpoint folder
                && !folder.leftOut().isEmpty()
                && !plan.revision().isEmpty()) {
            terminal.message("warning: " + source.name() + ": left out, since they would be stale: "
                    + Printable.of(String.join(", ", folder.leftOut())));
        }
    }

    HeadStart headStart(Checkpoint source, boolean trustManifest) {
        return trustManifest ? HeadStart.none() : HeadStart.on(source, digests);
    }

    /**
     * Carries a plan out.
     *
     * @param what the bar of progress calls it
     * @param source its digests, as far as they were made
     */
    static Outcome run(Terminal terminal, String what, Plan plan, Request request, HeadStart source)
            throws IOException {
        try (Bar bar = new Bar(terminal, what, plan.assembly().length())) {
            return new Executor(new FileDisk(), bar, Version.number()).run(plan, request, source);
        }
    }

    /** Prints warnings, and the manifest or a text in its place. */
    void print(Terminal terminal, Manifest written, Supplier<String> text) {
        written.warnings().forEach(w -> terminal.message("warning: " + Printable.of(w)));
        if (json) {
            terminal.out().writeBytes(ManifestJson.bytes(written));
            terminal.out().flush();
        } else {
            terminal.out().print(text.get());
        }
    }
}
