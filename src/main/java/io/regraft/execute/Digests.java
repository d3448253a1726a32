package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Part;
import io.regraft.kernel.Content;
import io.regraft.kernel.Counts;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression.Stored;
import io.regraft.manifest.ContentDigest;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.FileDigest;
import io.regraft.manifest.FilePieces;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestMaker;
import io.regraft.manifest.Sha256;
import io.regraft.plan.OutputTensor;
import io.regraft.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The digests of a run, as far as its mode goes: what the writer shall make on its way, and what is made besides. */
final class Digests implements ManifestMaker.Findings {

    private final Plan plan;
    private final List<Content> contents;
    private final Evaluator evaluator;
    private final Request request;
    private final HeadStart begun;
    private final Map<Object, String> stored = new HashMap<>();
    private final Map<Integer, String> computed = new HashMap<>();
    private final Set<Extent> storages = new HashSet<>();
    private final Map<String, String> trusted;
    private Optional<StorageCuts> cuts = Optional.empty();
    private Manifest.FileRecord source;
    private Manifest.FileRecord output;

    /**
     * The digests of a plan's run.
     *
     * @param begun the digests of the source's files as far as they were made
     * @param trusted SHA-256 of source files by path that need not be made
     */
    Digests(
            Plan plan,
            List<Content> contents,
            Evaluator evaluator,
            Request request,
            HeadStart begun,
            Map<String, String> trusted) {
        this.plan = plan;
        this.contents = contents;
        this.evaluator = evaluator;
        this.request = request;
        this.begun = begun;
        this.trusted = Map.copyOf(trusted);
    }

    boolean isTrusted(Member member) {
        return trusted.containsKey(member.path());
    }

    /** A file in the parts that it is to be written in: cut so that each storage that gets a digest is one. */
    OutputFile parts(OutputFile file) {
        if (request.digests() != DigestMode.TENSORS) {
            return file;
        }
        if (cuts.isEmpty()) {
            cuts = Optional.of(new StorageCuts(plan.source()));
        }
        return cuts.get().cut(file);
    }

    /** Parts whose SHA-256 the writer shall make: computed contents, and storages where every tensor gets one. */
    Set<Integer> hashedParts(OutputFile file) {
        Set<Integer> hashed = new HashSet<>();
        if (!request.digests().coversChanges()) {
            return hashed;
        }
        List<Part> parts = file.parts();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Slot
                    || (parts.get(i) instanceof Part.Copied c
                            && storages().contains(c.extent())
                            && !begun.pieces().containsKey(c.extent()))) {
                hashed.add(i);
            }
        }
        return hashed;
    }

    private Set<Extent> storages() {
        if (storages.isEmpty() && request.digests() == DigestMode.TENSORS) {
            plan.source()
                    .tensors()
                    .forEach(t ->
                            t.view().ifPresent(v -> storages.add(v.storage().extent())));
        }
        return storages;
    }

    /** Makes what is still missing, from what the writer made and from what was written. */
    void finish(List<Written> written, Checkpoint result) throws IOException {
        if (request.digests() == DigestMode.TENSORS) {
            tensors(written, result);
        } else {
            source = record(request.input(), plan.source().files(), sourceDigests(written), Map.of());
            output = record(request.output(), result.files(), outputDigests(written), Map.of());
        }
        for (int f = 0; f < written.size(); f++) {
            slots(parts(plan.assembly().files().get(f)), written.get(f));
        }
    }

    private Map<String, String> sourceDigests(List<Written> written) throws IOException {
        Map<String, String> digests = new HashMap<>(trusted);
        if (request.digests() != DigestMode.FILES) {
            return Map.of();
        }
        for (int f = 0; f < written.size(); f++) {
            OutputFile file = plan.assembly().files().get(f);
            Optional<String> sha = written.get(f).source();
            if (sha.isPresent()) {
                pathOf(file).ifPresent(path -> digests.putIfAbsent(path, sha.get()));
            }
        }
        for (Member m : plan.source().files()) {
            if (!digests.containsKey(m.path())) {
                digests.put(m.path(), begun.sha256(m.input()));
            }
        }
        return digests;
    }

    /** The path of the source file that was hashed along with an output file. */
    private Optional<String> pathOf(OutputFile file) {
        Optional<Input> whole = file.copyOf();
        return plan.source().files().stream()
                .filter(m ->
                        whole.isPresent() ? m.input() == whole.get() : m.path().equals(file.path()))
                .findFirst()
                .map(Member::path);
    }

    private Map<String, String> outputDigests(List<Written> written) {
        Map<String, String> digests = new HashMap<>();
        for (int f = 0; f < written.size(); f++) {
            String path = plan.assembly().files().get(f).path();
            written.get(f).output().ifPresent(sha -> digests.put(path, sha));
        }
        return digests;
    }

    private static Manifest.FileRecord record(
            Path shown, List<Member> members, Map<String, String> sha256, Map<String, String> tensors) {
        String name = String.valueOf(shown.toAbsolutePath().normalize().getFileName());
        List<Manifest.FileRecord> files = new ArrayList<>();
        for (Member m : members) {
            files.add(Manifest.FileRecord.ofFile(
                    m.path().isEmpty() ? name : m.path(),
                    m.input().size(),
                    Optional.ofNullable(sha256.get(m.path())),
                    Optional.ofNullable(tensors.get(m.path()))));
        }
        boolean one = members.size() == 1 && members.get(0).path().isEmpty();
        return one ? files.get(0) : Manifest.FileRecord.ofFolder(name, files);
    }

    private void slots(OutputFile file, Written written) {
        written.parts().forEach((index, sha) -> {
            if (file.parts().get(index) instanceof Part.Slot slot && slot.swapUnit() == 1) {
                computed.put(slot.content(), sha);
            }
        });
    }

    private void tensors(List<Written> written, Checkpoint result) throws IOException {
        Map<Extent, String> ofSource = new HashMap<>(begun.pieces());
        Map<Extent, String> ofOutput = new HashMap<>();
        Map<String, Input> results = new HashMap<>();
        result.files().forEach(m -> results.put(m.path(), m.input()));
        for (int f = 0; f < written.size(); f++) {
            OutputFile file = parts(plan.assembly().files().get(f));
            known(file, written.get(f), results.get(file.path()), ofSource, ofOutput);
        }
        Map<String, String> sources = new HashMap<>();
        for (Member m : plan.source().files()) {
            FilePieces pieces = FilePieces.of(plan.source(), m.input());
            Map<Extent, String> digests = pieces.digests(ofSource, request.threads(), request.bufferBytes());
            sources.put(m.path(), pieces.digest(digests));
            ofSource.putAll(digests);
        }
        Map<String, String> outputs = new HashMap<>();
        for (OutputFile file : plan.assembly().files()) {
            Input made = results.get(file.path());
            copies(file, made, ofSource, ofOutput);
            FilePieces pieces = FilePieces.of(result, made);
            outputs.put(file.path(), pieces.digest(pieces.digests(ofOutput, request.threads(), request.bufferBytes())));
        }
        source = record(request.input(), plan.source().files(), Map.of(), sources);
        output = record(request.output(), result.files(), Map.of(), outputs);
        stored(ofSource);
    }

    private void known(
            OutputFile file, Written written, Input made, Map<Extent, String> ofSource, Map<Extent, String> ofOutput) {
        long at = 0;
        for (int i = 0; i < file.parts().size(); i++) {
            Part part = file.parts().get(i);
            String sha = written.parts().get(i);
            if (sha == null && part instanceof Part.Copied c) {
                sha = begun.pieces().get(c.extent());
            }
            if (sha != null) {
                if (part.length() > 0) {
                    ofOutput.put(new Extent(made, at, part.length()), sha);
                }
                if (part instanceof Part.Copied c) {
                    ofSource.put(c.extent(), sha);
                }
            }
            at += part.length();
        }
    }

    /** A file that is a copy has the digests of its source, piece by piece. */
    private static void copies(
            OutputFile file, Input made, Map<Extent, String> ofSource, Map<Extent, String> ofOutput) {
        Optional<Input> whole = file.copyOf();
        if (whole.isPresent()) {
            ofSource.forEach((extent, sha) -> {
                if (extent.input() == whole.get()) {
                    ofOutput.put(new Extent(made, extent.offset(), extent.length()), sha);
                }
            });
        }
    }

    private void stored(Map<Extent, String> ofSource) {
        for (Tensor t : plan.source().tensors()) {
            if (t.liesPlain()) {
                Storage s = t.view().orElseThrow().storage();
                if (ofSource.containsKey(s.extent())) {
                    stored.putIfAbsent(key(t), ofSource.get(s.extent()));
                }
            }
        }
    }

    /** The SHA-256 of the source's files by path, as far as they were made. */
    Map<String, String> sourceSha256() {
        Map<String, String> digests = new HashMap<>();
        source.byPath().forEach((path, file) -> file.sha256().ifPresent(sha -> digests.put(path, sha)));
        return digests;
    }

    @Override
    public Optional<String> ofFile(ByteBuffer content) {
        if (!request.digests().coversChanges()) {
            return Optional.empty();
        }
        Sha256 sha = new Sha256();
        sha.update(content);
        return Optional.of(sha.hex());
    }

    @Override
    public Optional<String> ofFile(Input content) throws IOException {
        return request.digests().coversChanges()
                ? Optional.of(FileDigest.of(content, request.bufferBytes()))
                : Optional.empty();
    }

    Manifest.FileRecord source() {
        return source;
    }

    Manifest.FileRecord output() {
        return plan.conversion().isPresent()
                ? output
                : Patches.of(output, plan.assembly().files(), plan.source());
    }

    Manifest.Untouched untouched() {
        long tensors = 0;
        long bytes = 0;
        Map<String, String> digests = new LinkedHashMap<>();
        for (OutputTensor t : plan.untouched()) {
            tensors++;
            bytes += t.type().bytes();
            if (request.digests() == DigestMode.TENSORS) {
                before(t.origin().orElseThrow())
                        .ifPresent(sha -> digests.put(t.name().text(), sha));
            }
        }
        return new Manifest.Untouched(tensors, bytes, digests);
    }

    @Override
    public Optional<String> before(Tensor tensor) {
        if (!request.digests().coversChanges() || tensor.view().isEmpty() || isExpanded(tensor)) {
            return Optional.empty();
        }
        return Optional.of(stored.computeIfAbsent(
                key(tensor),
                k -> digest(evaluator.open(new Stored(tensor), tensor.name().text()))));
    }

    /** Where the files are hashed as a whole, each renamed tensor by itself would be one more reading of all. */
    @Override
    public Optional<String> ofRenamed(Tensor tensor) {
        return request.digests() == DigestMode.FILES ? Optional.empty() : before(tensor);
    }

    @Override
    public Optional<String> after(OutputTensor tensor) {
        if (!request.digests().coversChanges()) {
            return Optional.empty();
        }
        if (tensor.content().isEmpty()) {
            return tensor.origin().flatMap(this::before);
        }
        int content = tensor.content().getAsInt();
        return Optional.of(computed.computeIfAbsent(
                content,
                k -> digest(evaluator.open(tensor.expression(), tensor.name().text()))));
    }

    @Override
    public Counts counts(int content) {
        return contents.get(content).counts();
    }

    private String digest(Content content) {
        try {
            return ContentDigest.of(content, request.bufferBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An expanded tensor may have far more elements than are stored; its storage is hashed all the same. */
    private static boolean isExpanded(Tensor t) {
        return t.type().bytes() > t.view().orElseThrow().storage().bytes();
    }

    private static Object key(Tensor t) {
        record Seen(View view, TensorType type) {}
        return new Seen(t.view().orElseThrow(), t.type());
    }
}
