package io.regraft.manifest;

import io.regraft.plan.Conversion;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The record of a run.
 *
 * @param version the tool's version
 * @param migrations those that the source's manifest lists, then those of this run
 * @param source the file that was read
 * @param output the file that was written
 * @param digests which digests were made
 * @param changes tensor by tensor, in output order, dropped ones last
 * @param values changes of values that are no tensors
 * @param edited files beside the tensors that were given another content
 * @param conversion the formats, where the run was a conversion
 * @param untouched what was left alone
 * @param checks what was checked on the written file
 * @param warnings what the run had to say, each one sentence
 * @param stamp when and where, if asked for
 */
public record Manifest(
        String version,
        List<AppliedMigration> migrations,
        FileRecord source,
        FileRecord output,
        DigestMode digests,
        List<TensorChange> changes,
        List<ValueChange> values,
        List<FileChange> edited,
        Optional<Conversion> conversion,
        Untouched untouched,
        Checks checks,
        List<String> warnings,
        Optional<Stamp> stamp) {

    public Manifest {
        migrations = List.copyOf(migrations);
        changes = List.copyOf(changes);
        values = List.copyOf(values);
        edited = List.copyOf(edited);
        warnings = List.copyOf(warnings);
    }

    /** Where the manifest of a checkpoint lies unless it is put elsewhere. */
    public static Path besides(Path checkpoint) {
        return checkpoint.resolveSibling(checkpoint.getFileName() + ".regraft.json");
    }

    /**
     * A migration that the file has been through.
     *
     * @param checksum SHA-256 of its rules as parsed
     * @param vars its variables as text, by name
     * @param carried true if an earlier run applied it
     */
    public record AppliedMigration(String id, String checksum, Map<String, String> vars, boolean carried) {}

    /**
     * A file, or a folder.
     *
     * @param name its last path part; of a file in a folder, its path there
     * @param bytes its length; of a folder, that of all its files
     * @param sha256 of the whole file
     * @param tensorsDigest SHA-256 of the list of its pieces' digests
     * @param patches where it is a copy of the source with patches, those in order: every other byte is the source's in the
     *     same place
     * @param files of a folder, which has no digest of its own
     */
    public record FileRecord(
            String name,
            long bytes,
            Optional<String> sha256,
            Optional<String> tensorsDigest,
            Optional<List<Patch>> patches,
            List<FileRecord> files) {
        public FileRecord {
            patches = patches.map(List::copyOf);
            files = List.copyOf(files);
        }

        /** A file. */
        public static FileRecord ofFile(
                String name, long bytes, Optional<String> sha256, Optional<String> tensorsDigest) {
            return new FileRecord(name, bytes, sha256, tensorsDigest, Optional.empty(), List.of());
        }

        /** This one as a copy with patches. */
        public FileRecord patched(Optional<List<Patch>> by) {
            return new FileRecord(name, bytes, sha256, tensorsDigest, by, files);
        }

        /** A folder of files. */
        public static FileRecord ofFolder(String name, List<FileRecord> files) {
            long bytes = files.stream().mapToLong(FileRecord::bytes).sum();
            return new FileRecord(name, bytes, Optional.empty(), Optional.empty(), Optional.empty(), files);
        }

        public boolean isFolder() {
            return !files.isEmpty();
        }

        /** The files by their path; the file itself by the empty one. */
        public Map<String, FileRecord> byPath() {
            if (!isFolder()) {
                return Map.of("", this);
            }
            Map<String, FileRecord> all = new LinkedHashMap<>();
            files.forEach(f -> all.put(f.name(), f));
            return all;
        }
    }

    /**
     * A range of bytes that is not the source's in the same place.
     *
     * @param from where the source has these bytes, if they were moved
     */
    public record Patch(long offset, long length, OptionalLong from) {
        /** A range of new bytes. */
        public Patch(long offset, long length) {
            this(offset, length, OptionalLong.empty());
        }

        public long end() {
            return offset + length;
        }
    }

    /**
     * A change of a value that is no tensor.
     *
     * @param before as a person reads it; empty if there was none
     * @param after likewise; empty if it was taken out
     */
    public record ValueChange(String path, Optional<String> before, Optional<String> after) {}

    /** A file beside the tensors that was given another content; SHA-256 of both where digests were made. */
    public record FileChange(String path, Optional<String> before, Optional<String> after) {}

    /** What no rule touched: how many tensors and bytes, and with {@link DigestMode#TENSORS} a digest each by name. */
    public record Untouched(long tensors, long bytes, Map<String, String> sha256) {}

    /** What was checked on the written file: guards of {@code ensure}, and the target's name and size. */
    public record Checks(int ensure, Optional<String> target, int targetTensors) {}

    /** When (ISO 8601, UTC) and on which machine. */
    public record Stamp(String time, String host) {}
}
