package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.format.Formats;
import io.regraft.kernel.Content;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Spool;
import io.regraft.kernel.nd4j.Nd4jEvaluator;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.Manifest.AppliedMigration;
import io.regraft.manifest.ManifestJson;
import io.regraft.manifest.ManifestMaker;
import io.regraft.migration.Migration;
import io.regraft.plan.PendingGuard;
import io.regraft.plan.Plan;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs a plan: one pass over the data, then the commit. */
public final class Executor {

    private final Disk disk;
    private final Progress progress;
    private final String version;

    /**
     * An executor that writes to a disk.
     *
     * @param version of the tool, for the manifest
     */
    public Executor(Disk disk, Progress progress, String version) {
        this.disk = disk;
        this.progress = progress;
        this.version = version;
    }

    /**
     * Refuses, before anything is planned, an output or a manifest that must not be written.
     *
     * @param folder true if the output will be a folder
     * @throws RegraftException with exit code 2 or 6
     */
    public static void checkTargets(Request request, boolean folder, Checkpoint source, List<Migration> migrations)
            throws IOException {
        new TargetCheck(request, source, migrations).check(folder);
    }

    /** Refuses migrations that the source's manifest lists. */
    public static void refuseApplied(Checkpoint source, Request request, List<Migration> migrations)
            throws IOException {
        SourceHistory.of(source, request.input()).refuse(migrations, request.threads(), request.bufferBytes());
    }

    /**
     * Writes output and manifest.
     *
     * @throws RegraftException if a guard does not hold, the source is damaged or there is no space; nothing is written
     */
    public Outcome run(Plan plan, Request request) throws IOException {
        try (HeadStart source = HeadStart.none()) {
            return run(plan, request, source);
        }
    }

    /**
     * Writes output and manifest; the source's digests go on from where they are.
     *
     * @throws RegraftException if a guard does not hold, the source is damaged or there is no space; nothing is written
     */
    public Outcome run(Plan plan, Request request, HeadStart source) throws IOException {
        requireSpace(plan, request);
        plan.assembly().proof().prove();
        SourceHistory history = SourceHistory.of(plan.source(), request.input());
        try (Evaluator evaluator =
                new Nd4jEvaluator(Spool.in(Leftovers.folderOf(request.output())), request.computedBytes())) {
            warmUp(plan, evaluator);
            requireGuards(plan.pending(), new Oracle(evaluator));
            List<Content> contents = plan.contents().stream()
                    .map(c -> evaluator.open(c.expression(), c.name().text()))
                    .toList();
            Map<String, String> trusted = request.trustManifest() ? history.trustedDigests() : Map.of();
            Digests digests = new Digests(plan, contents, evaluator, request, source, trusted);
            try (PendingOutput output = begin(plan, request)) {
                List<Written> written = new FilesWriter(plan, request, digests, source, progress)
                        .write(new PartBytes(contents), output);
                Manifest manifest = commit(plan, request, history, digests, written, output);
                return new Outcome(manifest, plan.assembly().length());
            }
        }
    }

    private PendingOutput begin(Plan plan, Request request) throws IOException {
        new Leftovers(disk, request.output()).remove(Optional.of(request.manifest()));
        new Leftovers(disk, request.manifest()).remove(Optional.empty());
        return plan.assembly().isFolder()
                ? FolderOutput.begin(disk, request.output())
                : AtomicOutput.begin(disk, request.output(), "-o", request.overwrite());
    }

    private Manifest commit(
            Plan plan,
            Request request,
            SourceHistory history,
            Digests digests,
            List<Written> written,
            PendingOutput output)
            throws IOException {
        try (Checkpoint result =
                Formats.openWritten(output.temporary(), request.output().toString(), plan.source())) {
            WrittenCheck.check(plan, result, request);
            Formats.assembler(result).confirm(plan.revision(), result, output.temporary());
            requireUnchanged(plan.source());
            digests.finish(written, result);
            Manifest manifest = manifest(plan, request, history, digests);
            write(manifest, request, output);
            return manifest;
        }
    }

    /** The manifest gets its name first, the output last; a manifest whose output got none is taken back. */
    private void write(Manifest manifest, Request request, PendingOutput output) throws IOException {
        try (AtomicOutput beside = AtomicOutput.begin(disk, request.manifest(), "--manifest", request.overwrite())) {
            Disk.Writable target = beside.file("");
            target.write(ByteBuffer.wrap(ManifestJson.bytes(manifest)), 0);
            target.force();
            try {
                beside.commit();
                output.commit();
            } finally {
                if (!output.isCommitted()) {
                    beside.withdraw();
                }
            }
        }
    }

    private Manifest manifest(Plan plan, Request request, SourceHistory history, Digests digests) throws IOException {
        Map<String, String> sourceSha = digests.sourceSha256();
        List<AppliedMigration> migrations =
                new ArrayList<>(history.carried(sourceSha, request.threads(), request.bufferBytes()));
        for (Migration m : plan.migrations()) {
            migrations.add(new AppliedMigration(m.id(), m.checksum(), m.vars(), false));
        }
        List<String> warnings = new ArrayList<>();
        plan.warnings().forEach(w -> warnings.add(w.at().text() + ": " + w.text()));
        history.complaint(sourceSha, request.threads(), request.bufferBytes()).ifPresent(warnings::add);
        ManifestMaker maker = new ManifestMaker(plan, digests);
        return new Manifest(
                version,
                migrations,
                digests.source(),
                digests.output(),
                request.digests(),
                maker.changes(),
                maker.values(),
                maker.edited(),
                plan.conversion(),
                digests.untouched(),
                new Manifest.Checks(
                        plan.ensure().size(),
                        plan.target().map(t -> t.name()),
                        plan.target().map(t -> t.spec().tensors().size()).orElse(0)),
                warnings,
                request.stamp() ? Optional.of(Stamps.now()) : Optional.empty());
    }

    private static void warmUp(Plan plan, Evaluator evaluator) {
        if (plan.contents().stream().anyMatch(c -> evaluator.needsNd4j(c.expression()))) {
            Thread t = new Thread(evaluator::warmUp, "regraft-warm-up");
            t.setDaemon(true);
            t.start();
        }
    }

    private static void requireGuards(List<PendingGuard> guards, Oracle oracle) {
        List<Problem> problems = new ArrayList<>();
        guards.forEach(g -> g.check(oracle).ifPresent(problems::add));
        if (!problems.isEmpty()) {
            throw new RegraftException(problems);
        }
    }

    /** A digest made before the change and bytes copied after it would not belong together. */
    private static void requireUnchanged(Checkpoint source) throws IOException {
        for (Checkpoint.Member m : source.files()) {
            if (!m.input().isUnchanged()) {
                throw new Problem(
                                Kind.IO,
                                new Where.InFile(m.input().name()),
                                "it was changed while it was read: its size or time is not what it was",
                                "Nothing was written. Run again when no other program writes it.")
                        .asException();
            }
        }
    }

    private static void requireSpace(Plan plan, Request request) throws IOException {
        long free = Files.getFileStore(Leftovers.folderOf(request.output())).getUsableSpace();
        long needed = plan.assembly().length();
        if (free < needed) {
            throw new Problem(
                            Kind.IO,
                            new Where.InFile(request.output().toString()),
                            String.format(Locale.ROOT, "%,d bytes to write, %,d free", needed, free),
                            String.format(
                                    Locale.ROOT,
                                    "Nothing was written; free %,d bytes or give another -o.",
                                    needed - free))
                    .asException();
        }
    }
}
