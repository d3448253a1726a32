package io.regraft.execute;

import io.regraft.checkpoint.Input;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.manifest.DigestMode;
import io.regraft.plan.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the files of a plan one after the other; in a folder, those that nothing touched are cloned. */
final class FilesWriter {

    private final Plan plan;
    private final Request request;
    private final Digests digests;
    private final HeadStart source;
    private final Progress progress;

    FilesWriter(Plan plan, Request request, Digests digests, HeadStart source, Progress progress) {
        this.plan = plan;
        this.request = request;
        this.digests = digests;
        this.source = source;
        this.progress = progress;
    }

    /** What is known of each file, in the order of the assembly; all are durable. */
    List<Written> write(PartBytes bytes, PendingOutput output) throws IOException {
        List<Written> written = new ArrayList<>();
        for (OutputFile file : plan.assembly().files()) {
            Disk.Writable target = output.file(file.path());
            Optional<Written> cloned = cloned(file, target);
            written.add(cloned.isPresent() ? cloned.get() : written(file, bytes, target));
        }
        return written;
    }

    private Optional<Written> cloned(OutputFile file, Disk.Writable target) throws IOException {
        Optional<Input> whole = plan.assembly().isFolder() ? file.copyOf() : Optional.empty();
        if (whole.isEmpty()
                || whole.get().path().isEmpty()
                || !target.cloneOf(whole.get().path().get())) {
            return Optional.empty();
        }
        target.force();
        Optional<String> sha =
                request.digests() == DigestMode.FILES ? Optional.of(source.sha256(whole.get())) : Optional.empty();
        progress.advance(file.length());
        return Optional.of(new Written(sha, sha, Map.of()));
    }

    private Written written(OutputFile file, PartBytes bytes, Disk.Writable target) throws IOException {
        Optional<Input> whole = file.copyOf();
        OutputFile cut = digests.parts(file);
        Written written = writer(whole.isPresent() ? Optional.empty() : along(file))
                .write(cut.parts(), bytes, digests.hashedParts(cut), target);
        return whole.isPresent() ? written.withSourceAsOutput() : written;
    }

    private AssemblyWriter writer(Optional<InOrderDigest> hashed) {
        return request.digests() == DigestMode.FILES
                ? new PipeWriter(hashed, request.bufferBytes(), request.threads(), progress)
                : new ParallelWriter(request.threads(), request.bufferBytes(), progress);
    }

    /** The source's file of the same path, which is hashed along while it is read, unless its digest is known. */
    private Optional<InOrderDigest> along(OutputFile file) {
        return plan.source().files().stream()
                .filter(m -> m.path().equals(file.path()) && !digests.isTrusted(m))
                .findFirst()
                .map(m -> source.digest(m.input()));
    }
}
