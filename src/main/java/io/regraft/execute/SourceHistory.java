package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.manifest.FileDigest;
import io.regraft.manifest.FilePieces;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.Manifest.AppliedMigration;
import io.regraft.manifest.ManifestReader;
import io.regraft.migration.Migration;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the manifest beside a source says of it. */
final class SourceHistory {

    private final Checkpoint source;
    private final Path file;
    private final Path manifestFile;
    private final Optional<Manifest> manifest;
    private final Optional<String> unreadable;
    private Optional<Boolean> fitting = Optional.empty();

    private SourceHistory(
            Checkpoint source, Path file, Path manifestFile, Optional<Manifest> manifest, Optional<String> unreadable) {
        this.source = source;
        this.file = file;
        this.manifestFile = manifestFile;
        this.manifest = manifest;
        this.unreadable = unreadable;
    }

    /** Reads the manifest beside a source, if there is one; whether it fits is asked later. */
    static SourceHistory of(Checkpoint source, Path file) throws IOException {
        Path beside = Manifest.besides(file);
        if (!Files.isRegularFile(beside)) {
            return new SourceHistory(source, file, beside, Optional.empty(), Optional.empty());
        }
        try {
            return new SourceHistory(source, file, beside, Optional.of(ManifestReader.read(beside)), Optional.empty());
        } catch (RegraftException e) {
            return new SourceHistory(
                    source,
                    file,
                    beside,
                    Optional.empty(),
                    Optional.of(e.first().line()));
        }
    }

    /**
     * Refuses migrations that were applied before, where the manifest is truly that of the file.
     *
     * @throws RegraftException naming the first such migration
     */
    void refuse(List<Migration> migrations, int threads, int blockBytes) throws IOException {
        if (manifest.isEmpty()) {
            return;
        }
        for (Migration m : migrations) {
            boolean listed = manifest.get().migrations().stream().anyMatch(a -> a.id().equals(m.id()));
            if (listed && !m.steps().isEmpty() && fits(Map.of(), threads, blockBytes)) {
                throw new Problem(
                                Kind.GUARD,
                                new Where.InFile(source.name()),
                                "expected a file that '" + m.id() + "' was not applied to, found it in "
                                        + manifestFile.getFileName(),
                                "Nothing is to do. To apply it again all the same, add --again.")
                        .asException();
            }
        }
    }

    /** The migrations that the source went through, marked as carried on; none where the manifest does not fit. */
    List<AppliedMigration> carried(Map<String, String> sourceSha256, int threads, int blockBytes) throws IOException {
        if (manifest.isEmpty() || !fits(sourceSha256, threads, blockBytes)) {
            return List.of();
        }
        return manifest.get().migrations().stream()
                .map(a -> new AppliedMigration(a.id(), a.checksum(), a.vars(), true))
                .toList();
    }

    /** What to tell the user of a manifest that counts as none. */
    Optional<String> complaint(Map<String, String> sourceSha256, int threads, int blockBytes) throws IOException {
        if (unreadable.isPresent()) {
            return Optional.of("the manifest beside the source can't be read and counts as none: " + unreadable.get());
        }
        if (manifest.isPresent() && !fits(sourceSha256, threads, blockBytes)) {
            return Optional.of(manifestFile.getFileName() + " is not the manifest of " + file.getFileName()
                    + " as it is now, and counts as none");
        }
        return Optional.empty();
    }

    /**
     * The SHA-256 of the source's files by path as its manifest has them, where the size agrees and the file is not
     * newer than the manifest.
     */
    Map<String, String> trustedDigests() throws IOException {
        Map<String, String> trusted = new LinkedHashMap<>();
        if (manifest.isEmpty()) {
            return trusted;
        }
        Map<String, Manifest.FileRecord> recorded = manifest.get().output().byPath();
        for (Checkpoint.Member m : source.files()) {
            Optional<Manifest.FileRecord> record = Optional.ofNullable(recorded.get(m.path()));
            boolean same = record.isPresent()
                    && record.get().sha256().isPresent()
                    && record.get().bytes() == m.input().size()
                    && m.input().path().isPresent()
                    && Files.getLastModifiedTime(m.input().path().get())
                                    .compareTo(Files.getLastModifiedTime(manifestFile))
                            <= 0;
            if (same) {
                trusted.put(m.path(), record.get().sha256().get());
            }
        }
        return trusted;
    }

    private boolean fits(Map<String, String> sourceSha256, int threads, int blockBytes) throws IOException {
        if (fitting.isEmpty()) {
            fitting = Optional.of(compare(sourceSha256, threads, blockBytes));
        }
        return fitting.get();
    }

    private boolean compare(Map<String, String> sourceSha256, int threads, int blockBytes) throws IOException {
        Map<String, Manifest.FileRecord> recorded =
                manifest.orElseThrow().output().byPath();
        if (source.files().size() != recorded.size()) {
            return false;
        }
        for (Checkpoint.Member m : source.files()) {
            Manifest.FileRecord record = recorded.get(m.path());
            if (record == null || record.bytes() != m.input().size()) {
                return false;
            }
        }
        for (Checkpoint.Member m : source.files()) {
            if (!isAsRecorded(m, recorded.get(m.path()), sourceSha256, threads, blockBytes)) {
                return false;
            }
        }
        return true;
    }

    private boolean isAsRecorded(
            Checkpoint.Member m,
            Manifest.FileRecord record,
            Map<String, String> sourceSha256,
            int threads,
            int blockBytes)
            throws IOException {
        if (record.sha256().isPresent()) {
            String known = sourceSha256.get(m.path());
            String actual = known == null ? FileDigest.of(m.input(), blockBytes) : known;
            return record.sha256().get().equals(actual);
        }
        if (record.tensorsDigest().isPresent()) {
            FilePieces pieces = FilePieces.of(source, m.input());
            return record.tensorsDigest().get().equals(pieces.digest(pieces.digests(Map.of(), threads, blockBytes)));
        }
        return true;
    }
}
