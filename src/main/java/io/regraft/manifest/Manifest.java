package io.regraft.manifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of a run.
 *
 * @param version the tool's version
 * @param migrations those that the source's manifest lists, then those of this run
 * @param source the file that was read
 * @param output the file that was written
 * @param digests which digests were made
 * @param changes tensor by tensor, in output order, dropped ones last
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
        Untouched untouched,
        Checks checks,
        List<String> warnings,
        Optional<Stamp> stamp) {

    public Manifest {
        migrations = List.copyOf(migrations);
        changes = List.copyOf(changes);
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
     * A file.
     *
     * @param name its last path part
     * @param sha256 of the whole file
     * @param tensorsDigest SHA-256 of the list of its pieces' digests
     */
    public record FileRecord(String name, long bytes, Optional<String> sha256, Optional<String> tensorsDigest) {}

    /** What no rule touched: how many tensors and bytes, and with {@link DigestMode#TENSORS} a digest each by name. */
    public record Untouched(long tensors, long bytes, Map<String, String> sha256) {}

    /** What was checked on the written file: guards of {@code ensure}, and the target's name and size. */
    public record Checks(int ensure, Optional<String> target, int targetTensors) {}

    /** When (ISO 8601, UTC) and on which machine. */
    public record Stamp(String time, String host) {}
}
