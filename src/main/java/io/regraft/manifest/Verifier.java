package io.regraft.manifest;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.FileInput;
import io.regraft.format.Formats;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression.Stored;
import io.regraft.kernel.Workers;
import io.regraft.manifest.TensorChange.Action;
import io.regraft.problem.Quantity;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Checks a written file against its manifest: its size, every digest, and names and types of what was changed. */
public final class Verifier {

    private final Evaluator evaluator;
    private final int threads;
    private final int bufferBytes;
    private final Findings whole = new Findings();
    private final Findings inside = new Findings();

    /** What one of the two threads found, in its order. */
    private static final class Findings {
        private final List<String> checked = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private final List<String> unchecked = new ArrayList<>();
    }

    /**
     * A verifier for one file.
     *
     * @param evaluator reads tensors that do not lie in C order
     */
    public Verifier(Evaluator evaluator, int threads, int bufferBytes) {
        this.evaluator = evaluator;
        this.threads = threads;
        this.bufferBytes = bufferBytes;
    }

    /**
     * Verifies.
     *
     * @param source the file that the migration read, to compare what was left alone
     */
    public Verification verify(Path output, Manifest manifest, Optional<Path> source) throws IOException {
        sizes(output, manifest.output());
        List<Workers.Task> tasks = new ArrayList<>();
        if (whole.failures.isEmpty()) {
            tasks.add(i -> files(output, manifest.output()));
            tasks.add(i -> opened(output, manifest, source));
        }
        Workers.each(threads, tasks.size(), i -> tasks.get(i).run(i));
        return new Verification(
                joined(whole.checked, inside.checked),
                joined(whole.failures, inside.failures),
                joined(whole.unchecked, inside.unchecked));
    }

    private void sizes(Path output, Manifest.FileRecord recorded) throws IOException {
        if (recorded.isFolder() != Files.isDirectory(output)) {
            whole.failures.add("it is " + (recorded.isFolder() ? "no folder" : "a folder") + ", the manifest says "
                    + (recorded.isFolder() ? "a folder" : "a file"));
            return;
        }
        for (Map.Entry<String, Manifest.FileRecord> e : recorded.byPath().entrySet()) {
            Path file = output.resolve(e.getKey());
            if (recorded.isFolder() && !Files.isRegularFile(file)) {
                whole.failures.add(e.getKey() + " is not in the folder");
                continue;
            }
            try (Input input = FileInput.open(file)) {
                size(whole, e.getKey().isEmpty() ? "the file" : e.getKey(), input.size(), e.getValue());
            }
        }
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static void size(Findings to, String what, long bytes, Manifest.FileRecord recorded) {
        if (bytes != recorded.bytes()) {
            to.failures.add(String.format(
                    Locale.ROOT, "%s has %,d bytes, the manifest says %,d", what, bytes, recorded.bytes()));
        }
    }

    private void files(Path output, Manifest.FileRecord recorded) throws IOException {
        int agree = 0;
        for (Map.Entry<String, Manifest.FileRecord> e : recorded.byPath().entrySet()) {
            Optional<String> sha = e.getValue().sha256();
            if (sha.isPresent()) {
                try (Input input = FileInput.open(output.resolve(e.getKey()))) {
                    agree += isAsRecorded(
                                    whole,
                                    "SHA-256 of " + (e.getKey().isEmpty() ? "the file" : e.getKey()),
                                    digest(input),
                                    sha.get())
                            ? 1
                            : 0;
                }
            }
        }
        if (agree > 0) {
            whole.checked.add(recorded.isFolder() ? "SHA-256 of " + Quantity.of(agree, "file") : "SHA-256 of the file");
        }
    }

    private void opened(Path output, Manifest manifest, Optional<Path> source) throws IOException {
        Checkpoint result;
        try {
            result = Formats.open(output);
        } catch (RegraftException e) {
            inside.failures.add(e.first().line());
            return;
        }
        try (result) {
            members(result, manifest.output());
            if (manifest.digests() == DigestMode.TENSORS) {
                pieces(result, manifest);
            }
            changes(result, manifest);
            if (manifest.digests() != DigestMode.FILES) {
                edited(result, manifest);
            }
            if (manifest.conversion().isEmpty()) {
                values(result, manifest);
            }
            if (!manifest.digests().coversFile()) {
                checksums(result);
                inside.unchecked.add("the manifest has no digest of the file (--digests "
                        + manifest.digests().label() + ")");
            }
            if (source.isPresent()) {
                attemptSource(result, manifest, source.get());
            }
        }
    }

    /** Files beside the tensors that were given another content; where files are hashed as a whole they are among them. */
    private void edited(Checkpoint result, Manifest manifest) throws IOException {
        Map<String, Input> files = new HashMap<>();
        result.companions().forEach(m -> files.put(m.path(), m.input()));
        result.files().forEach(m -> files.put(m.path(), m.input()));
        int agree = 0;
        for (Manifest.FileChange c : manifest.edited()) {
            if (c.after().isEmpty()) {
                continue;
            }
            Input found = files.get(c.path());
            if (found == null) {
                inside.failures.add(c.path() + " was edited, and is not there");
            } else if (isAsRecorded(
                    inside, "SHA-256 of " + c.path(), digest(found), c.after().get())) {
                agree++;
            }
        }
        if (agree > 0) {
            inside.checked.add("SHA-256 of " + Quantity.of(agree, "edited file"));
        }
    }

    /** A file that nobody wrote may change what a loader sees. */
    private void members(Checkpoint result, Manifest.FileRecord recorded) {
        for (Member m : result.files()) {
            if (!recorded.byPath().containsKey(m.path())) {
                inside.failures.add(m.path() + " is in the folder, and not in the manifest");
            }
        }
    }

    private void pieces(Checkpoint result, Manifest manifest) throws IOException {
        Map<Extent, String> made = new HashMap<>();
        for (Member m : result.files()) {
            Optional<String> recorded = Optional.ofNullable(
                            manifest.output().byPath().get(m.path()))
                    .flatMap(Manifest.FileRecord::tensorsDigest);
            if (recorded.isPresent()) {
                FilePieces pieces = FilePieces.of(result, m.input());
                String what = "digest over the tensors' digests" + (m.path().isEmpty() ? "" : " of " + m.path());
                Map<Extent, String> digests = pieces.digests(Map.of(), threads, bufferBytes);
                compare(inside, what, pieces.digest(digests), recorded.get());
                made.putAll(digests);
            }
        }
        int agree = 0;
        for (Map.Entry<String, String> e : manifest.untouched().sha256().entrySet()) {
            Optional<Tensor> t = TensorName.parse(e.getKey()).flatMap(result::tensor);
            if (t.isEmpty()) {
                inside.failures.add("untouched tensor " + e.getKey() + " is not in the file");
            } else if (!digest(t.get(), made).equals(e.getValue())) {
                inside.failures.add("SHA-256 of " + e.getKey() + " is not as in the manifest");
            } else {
                agree++;
            }
        }
        inside.checked.add("SHA-256 of " + Quantity.of(agree, "untouched tensor"));
    }

    private void changes(Checkpoint result, Manifest manifest) throws IOException {
        int digests = 0;
        for (TensorChange c : manifest.changes()) {
            Optional<Tensor> there = result.tensor(c.name());
            if (c.action() == Action.DROPPED) {
                boolean back = manifest.changes().stream()
                        .anyMatch(o -> o.action() != Action.DROPPED && o.name().equals(c.name()));
                if (there.isPresent() && !back) {
                    inside.failures.add(c.name() + " was dropped, and is in the file");
                }
                continue;
            }
            TensorChange.State after = c.after().orElseThrow();
            if (there.isEmpty()) {
                inside.failures.add(c.name() + " " + after.type() + " is not in the file");
            } else if (!there.get().type().equals(after.type())) {
                inside.failures.add(c.name() + " is " + there.get().type() + ", the manifest says " + after.type());
            } else if (after.sha256().isPresent()) {
                digests++;
                if (!digest(there.get()).equals(after.sha256().get())) {
                    inside.failures.add("SHA-256 of " + c.name() + " is not as in the manifest");
                }
            }
        }
        inside.checked.add(Quantity.of(manifest.changes().size(), "change") + " by name and type"
                + (digests == 0 ? "" : String.format(Locale.ROOT, ", %,d by SHA-256", digests)));
        long expected = manifest.untouched().tensors()
                + manifest.changes().stream()
                        .filter(c -> c.action() != Action.DROPPED)
                        .count();
        if (result.tensors().size() != expected) {
            inside.failures.add(String.format(
                    Locale.ROOT,
                    "%s, the manifest says %,d",
                    Quantity.of(result.tensors().size(), "tensor"),
                    expected));
        }
    }

    /** What was set must be there, as far as a manifest says it whole: texts; what was taken out must not. */
    private void values(Checkpoint result, Manifest manifest) {
        for (Manifest.ValueChange v : manifest.values()) {
            Optional<TensorName> path = TensorName.parse(v.path());
            if (path.isEmpty()) {
                continue;
            }
            Optional<Value> found = Optional.ofNullable(result.values().get(path.get()));
            if (v.after().isEmpty() && found.isPresent()) {
                inside.failures.add("value " + v.path() + " was taken out, and is in the file");
            }
            boolean isText = v.after().filter(t -> t.startsWith("'")).isPresent();
            if (isText && !found.map(Value::text).equals(v.after())) {
                inside.failures.add("value " + v.path() + " is "
                        + found.map(Value::text).orElse("not in the file") + ", the manifest says "
                        + v.after().get());
            }
        }
    }

    private void checksums(Checkpoint result) throws IOException {
        StorageChecksums sums = StorageChecksums.of(result, threads, bufferBytes);
        inside.failures.addAll(sums.failures());
        if (sums.checked() > 0) {
            inside.checked.add("CRC-32 of " + Quantity.of(sums.checked(), "storage") + ", as the archive has it");
        }
    }

    /** What can't be read of one of the two is a finding like others; that there is no such source is not. */
    private void attemptSource(Checkpoint result, Manifest manifest, Path file) throws IOException {
        try (Checkpoint source = Formats.open(file)) {
            try {
                source(result, manifest, source);
            } catch (RegraftException e) {
                inside.failures.add(e.first().line());
            }
        }
    }

    private void source(Checkpoint result, Manifest manifest, Checkpoint source) throws IOException {
        if (source.bytes() != manifest.source().bytes()) {
            size(inside, "the source", source.bytes(), manifest.source());
        }
        Map<String, Manifest.FileRecord> recorded = manifest.source().byPath();
        source.files().stream()
                .map(Member::path)
                .filter(p -> manifest.source().isFolder() && !recorded.containsKey(p))
                .forEach(p -> inside.failures.add(p + " is in the source's folder, and not in the manifest"));
        int agree = 0;
        for (Member m : source.files()) {
            Optional<String> sha = Optional.ofNullable(recorded.get(m.path())).flatMap(Manifest.FileRecord::sha256);
            if (sha.isPresent()) {
                String what = "SHA-256 of the source" + (m.path().isEmpty() ? "" : "'s " + m.path());
                agree += isAsRecorded(inside, what, digest(m.input()), sha.get()) ? 1 : 0;
            }
        }
        if (agree > 0) {
            inside.checked.add(
                    manifest.source().isFolder()
                            ? "SHA-256 of the source's " + Quantity.of(agree, "file")
                            : "SHA-256 of the source");
        }
        patches(result, manifest, source);
        SourceComparison comparison = new SourceComparison(source, result, evaluator, threads, bufferBytes);
        List<String> differences = comparison.differences(manifest);
        inside.failures.addAll(differences);
        if (!differences.isEmpty()) {
            return;
        }
        String values =
                manifest.conversion().isPresent() ? "" : " and " + Quantity.of(comparison.values(), "other value");
        long untouched = manifest.untouched().tensors();
        long moved = manifest.changes().stream()
                .filter(c -> c.action() == Action.RENAMED)
                .count();
        String renamed = moved == 0 ? "" : String.format(Locale.ROOT, ", %,d renamed", moved);
        inside.checked.add(
                Quantity.of(untouched, "untouched tensor") + renamed + values + ", byte for byte as in the source");
    }

    private void patches(Checkpoint result, Manifest manifest, Checkpoint source) throws IOException {
        Map<String, Manifest.FileRecord> recorded = manifest.output().byPath();
        int agree = 0;
        long patches = 0;
        for (Member m : result.files()) {
            Optional<List<Manifest.Patch>> by =
                    Optional.ofNullable(recorded.get(m.path())).flatMap(Manifest.FileRecord::patches);
            Optional<Input> before = source.files().stream()
                    .filter(s -> s.path().equals(m.path()))
                    .findFirst()
                    .map(Member::input);
            if (by.isEmpty() || before.isEmpty()) {
                continue;
            }
            Optional<Long> difference =
                    new PatchedCopy(before.get(), m.input(), bufferBytes).difference(by.get(), threads);
            if (difference.isPresent()) {
                inside.failures.add(String.format(
                        Locale.ROOT,
                        "%sbyte %,d is not the source's, and the manifest has no patch there",
                        m.path().isEmpty() ? "" : m.path() + ": ",
                        difference.get()));
            } else {
                agree++;
                patches += by.get().size();
            }
        }
        if (agree > 0) {
            String files = agree == 1 ? " of 1 file" : String.format(Locale.ROOT, " of %,d files", agree);
            String but = patches == 1 ? "1 patch" : String.format(Locale.ROOT, "%,d patches", patches);
            inside.checked.add("every byte" + (manifest.output().isFolder() ? files : "")
                    + (patches == 0 ? "" : " outside of " + but) + ", as in the source");
        }
    }

    private static void compare(Findings to, String what, String found, String recorded) {
        if (isAsRecorded(to, what, found, recorded)) {
            to.checked.add(what);
        }
    }

    private static boolean isAsRecorded(Findings to, String what, String found, String recorded) {
        boolean same = found.equals(recorded);
        if (!same) {
            to.failures.add(what + " is " + found + ", the manifest says " + recorded);
        }
        return same;
    }

    /** The digest of a tensor, which may be that of its storage. */
    private String digest(Tensor t, Map<Extent, String> storages) throws IOException {
        Optional<String> whole = Optional.of(t)
                .filter(Tensor::liesPlain)
                .map(p -> storages.get(p.view().orElseThrow().storage().extent()));
        return whole.isPresent() ? whole.get() : digest(t);
    }

    private String digest(Tensor t) throws IOException {
        return ContentDigest.of(evaluator.open(new Stored(t), t.name().text()), bufferBytes);
    }

    private String digest(Input input) throws IOException {
        return FileDigest.of(input, bufferBytes);
    }
}
