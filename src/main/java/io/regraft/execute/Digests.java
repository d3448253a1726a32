package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.Part;
import io.regraft.kernel.Content;
import io.regraft.kernel.Counts;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression.Stored;
import io.regraft.manifest.ContentDigest;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.FilePieces;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestMaker;
import io.regraft.plan.OutputTensor;
import io.regraft.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
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
    private final Map<Object, String> stored = new HashMap<>();
    private final Map<Integer, String> computed = new HashMap<>();
    private Optional<String> trusted = Optional.empty();
    private Manifest.FileRecord source;
    private Manifest.FileRecord output;

    Digests(Plan plan, List<Content> contents, Evaluator evaluator, Request request) {
        this.plan = plan;
        this.contents = contents;
        this.evaluator = evaluator;
        this.request = request;
    }

    /** Takes the source's SHA-256 from elsewhere. */
    void trust(Optional<String> sourceSha256) {
        trusted = sourceSha256;
    }

    AssemblyWriter writer(Progress progress) {
        if (request.digests() != DigestMode.FILES) {
            return new ParallelWriter(request.threads(), request.blockBytes(), progress);
        }
        Optional<Input> hashed = trusted.isPresent()
                ? Optional.empty()
                : Optional.of(plan.source().files().get(0).input());
        return new PipeWriter(hashed, request.blockBytes(), progress);
    }

    /** Parts whose SHA-256 the writer shall make: computed contents, and storages where every tensor gets one. */
    Set<Integer> hashedParts() {
        Set<Integer> hashed = new HashSet<>();
        if (!request.digests().coversChanges()) {
            return hashed;
        }
        Set<Extent> storages = new HashSet<>();
        if (request.digests() == DigestMode.TENSORS) {
            plan.source()
                    .tensors()
                    .forEach(t ->
                            t.view().ifPresent(v -> storages.add(v.storage().extent())));
        }
        List<Part> parts = plan.assembly().parts();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Slot
                    || (parts.get(i) instanceof Part.Copied c && storages.contains(c.extent()))) {
                hashed.add(i);
            }
        }
        return hashed;
    }

    /** Makes what is still missing, from what the writer made and from the written file. */
    void finish(Written written, Checkpoint result) throws IOException {
        Input in = plan.source().files().get(0).input();
        String sourceName = fileName(request.input());
        String outputName = fileName(request.output());
        if (request.digests() == DigestMode.TENSORS) {
            tensors(written, result, sourceName, outputName);
        } else {
            Optional<String> sourceSha = trusted.isPresent() ? trusted : written.source();
            source = new Manifest.FileRecord(sourceName, in.size(), sourceSha, Optional.empty());
            output = new Manifest.FileRecord(outputName, result.bytes(), written.output(), Optional.empty());
        }
        slots(written);
    }

    private void slots(Written written) {
        List<Part> parts = plan.assembly().parts();
        written.parts().forEach((index, sha) -> {
            if (parts.get(index) instanceof Part.Slot slot && slot.swapUnit() == 1) {
                computed.put(slot.content(), sha);
            }
        });
    }

    private void tensors(Written written, Checkpoint result, String sourceName, String outputName) throws IOException {
        Map<Extent, String> knownOfSource = new HashMap<>();
        Map<Extent, String> knownOfOutput = new HashMap<>();
        List<Part> parts = plan.assembly().parts();
        long at = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            String sha = written.parts().get(i);
            if (sha != null) {
                if (part.length() > 0) {
                    knownOfOutput.put(new Extent(result.files().get(0).input(), at, part.length()), sha);
                }
                if (part instanceof Part.Copied c) {
                    knownOfSource.put(c.extent(), sha);
                }
            }
            at += part.length();
        }
        FilePieces sourcePieces = FilePieces.of(plan.source());
        Map<Extent, String> sourceDigests =
                sourcePieces.digests(knownOfSource, request.threads(), request.blockBytes());
        source = new Manifest.FileRecord(
                sourceName, plan.source().bytes(), Optional.empty(), Optional.of(sourcePieces.digest(sourceDigests)));
        FilePieces outputPieces = FilePieces.of(result);
        Map<Extent, String> outputDigests =
                outputPieces.digests(knownOfOutput, request.threads(), request.blockBytes());
        output = new Manifest.FileRecord(
                outputName, result.bytes(), Optional.empty(), Optional.of(outputPieces.digest(outputDigests)));
        for (Tensor t : plan.source().tensors()) {
            if (t.isWholeStorage()) {
                Storage s = t.view().orElseThrow().storage();
                boolean plain = s.encoding() == Storage.Encoding.STORED
                        && (s.order() == ByteOrder.LITTLE_ENDIAN
                                || t.type().dtype().swapUnit() == 1);
                if (plain && sourceDigests.containsKey(s.extent())) {
                    stored.putIfAbsent(key(t), sourceDigests.get(s.extent()));
                }
            }
        }
    }

    Manifest.FileRecord source() {
        return source;
    }

    Manifest.FileRecord output() {
        return output;
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
            return ContentDigest.of(content, request.blockBytes());
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

    private static String fileName(Path file) {
        return String.valueOf(file.toAbsolutePath().normalize().getFileName());
    }
}
