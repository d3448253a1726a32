package io.regraft.format.hdf5;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.zip.ZipArchive;
import io.regraft.format.zip.ZipRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An opened .keras file: the HDF5 file in it, and what lies beside. */
final class KerasCheckpoint implements Checkpoint {

    private static final String METADATA = "metadata.json";
    private static final int LARGEST_METADATA = 1 << 16;

    private final ZipArchive archive;
    private final Hdf5Checkpoint weights;
    private final Optional<String> version;

    private KerasCheckpoint(ZipArchive archive, Hdf5Checkpoint weights, Optional<String> version) {
        this.archive = archive;
        this.weights = weights;
        this.version = version;
    }

    static KerasCheckpoint open(Input in, Limits limits) throws IOException {
        ZipArchive archive = ZipArchive.read(in, limits);
        ZipRecord record = archive.find(KerasFormat.WEIGHTS).orElseThrow();
        Input inner = new SlicedInput(in.name() + "!" + record.name(), archive.extent(record));
        return new KerasCheckpoint(archive, Hdf5Checkpoint.open(inner, limits), version(archive));
    }

    private static Optional<String> version(ZipArchive archive) throws IOException {
        Optional<ZipRecord> record = archive.find(METADATA).filter(r -> r.size() <= LARGEST_METADATA);
        if (record.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer content = archive.content(record.get());
        try {
            JsonNode metadata = new ObjectMapper()
                    .readTree(StandardCharsets.UTF_8.decode(content).toString());
            return Optional.of(metadata.path("keras_version").asText("")).filter(v -> !v.isEmpty());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    ZipArchive archive() {
        return archive;
    }

    /** Where the weights lie in the archive. */
    Extent place() {
        return archive.extent(archive.find(KerasFormat.WEIGHTS).orElseThrow());
    }

    Hdf5Checkpoint weights() {
        return weights;
    }

    @Override
    public String format() {
        return KerasFormat.ID;
    }

    @Override
    public String name() {
        return archive.input().name();
    }

    @Override
    public List<Member> files() {
        return List.of(new Member("", archive.input()));
    }

    /** What lies beside the weights; packed ones, which Keras does not write, stay as they are. */
    @Override
    public List<Member> companions() {
        return archive.records().stream()
                .filter(r ->
                        r.isStored() && !r.name().endsWith("/") && !r.name().equals(KerasFormat.WEIGHTS))
                .map(r -> new Member(r.name(), new SlicedInput(name() + "!" + r.name(), archive.extent(r))))
                .toList();
    }

    @Override
    public List<Tensor> tensors() {
        return weights.tensors();
    }

    @Override
    public Optional<Tensor> tensor(TensorName name) {
        return weights.tensor(name);
    }

    @Override
    public Map<TensorName, Value.Container> containers() {
        return weights.containers();
    }

    @Override
    public Map<TensorName, Value> values() {
        return weights.values();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        version.ifPresent(v -> facts.put("keras", v));
        facts.putAll(weights.facts());
        return Collections.unmodifiableMap(facts);
    }

    @Override
    public List<String> notes() {
        return weights.notes();
    }

    @Override
    public CodeReport code() {
        return CodeReport.NONE;
    }

    @Override
    public void close() throws IOException {
        archive.input().close();
    }
}
