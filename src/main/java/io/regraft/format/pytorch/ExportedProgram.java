package io.regraft.format.pytorch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.document.JsonFault;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The weights of an archive of {@code torch.export}, as its list of them tells. */
final class ExportedProgram {

    private static final String FOLDER = "data/weights/";
    private static final String CONFIG = FOLDER + "model_weights_config.json";

    /** Numbers of {@code ScalarType} in torch's export schema. */
    private static final Map<Integer, DType> TYPES = Map.ofEntries(
            Map.entry(1, DType.UINT8),
            Map.entry(2, DType.INT8),
            Map.entry(3, DType.INT16),
            Map.entry(4, DType.INT32),
            Map.entry(5, DType.INT64),
            Map.entry(6, DType.FLOAT16),
            Map.entry(7, DType.FLOAT32),
            Map.entry(8, DType.FLOAT64),
            Map.entry(9, DType.COMPLEX32),
            Map.entry(10, DType.COMPLEX64),
            Map.entry(11, DType.COMPLEX128),
            Map.entry(12, DType.BOOL),
            Map.entry(13, DType.BFLOAT16),
            Map.entry(28, DType.UINT16),
            Map.entry(29, DType.FLOAT8_E4M3FN),
            Map.entry(30, DType.FLOAT8_E5M2));

    private static final String DAMAGED = "The archive is damaged, or newer than this program knows.";

    private final TorchArchive archive;

    ExportedProgram(TorchArchive archive) {
        this.archive = archive;
    }

    List<Tensor> tensors() throws IOException {
        Optional<ZipRecord> config = archive.find(CONFIG);
        if (config.isEmpty()) {
            return List.of();
        }
        JsonNode list = json(config.get()).path("config");
        List<Tensor> tensors = new ArrayList<>();
        for (Map.Entry<String, JsonNode> e : list.properties()) {
            tensors.add(tensor(e.getKey(), e.getValue()));
        }
        return tensors;
    }

    private JsonNode json(ZipRecord r) throws IOException {
        ByteBuffer content = archive.zip().content(r);
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        try {
            return new ObjectMapper().readTree(bytes);
        } catch (JsonProcessingException e) {
            String file = archive.input().name() + "!" + r.name();
            throw JsonFault.of(file, bytes, e, Kind.CHECKPOINT, DAMAGED).asException();
        }
    }

    private Tensor tensor(String key, JsonNode entry) {
        JsonNode meta = entry.path("tensor_meta");
        TensorName name = TensorName.of(key);
        DType dtype = TYPES.get(meta.path("dtype").asInt(0));
        if (dtype == null) {
            throw refused("expected a dtype that is known for '" + key + "', found number "
                    + meta.path("dtype").asText("none"));
        }
        Shape shape = Shape.of(extents(key, meta.path("sizes")));
        TensorType type = new TensorType(dtype, shape);
        Optional<Storage> storage =
                archive.find(FOLDER + entry.path("path_name").asText("")).flatMap(r -> archive.storage(relative(r)));
        if (storage.isEmpty() || entry.path("use_pickle").asBoolean(false)) {
            return new Tensor(name, type, "exported", Optional.empty(), Optional.empty(), false);
        }
        long offset = meta.path("storage_offset").path("as_int").asLong(0);
        View view = new View(storage.get(), offset, extents(key, meta.path("strides")));
        checkExtent(key, type, view);
        return Tensor.strided(name, type, view);
    }

    private String relative(ZipRecord r) {
        return archive.relative(r).substring(TorchArchive.DATA.length());
    }

    private long[] extents(String key, JsonNode list) {
        long[] extents = new long[list.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = list.get(i).path("as_int").asLong(-1);
            if (extents[i] < 0) {
                throw refused("expected whole numbers as sizes and strides of '" + key + "', found others");
            }
        }
        return extents;
    }

    private void checkExtent(String key, TensorType type, View view) {
        try {
            boolean fits = view.strides().length == type.shape().rank()
                    && view.offset() >= 0
                    && (type.bytes() == 0
                            || view.end(type.shape())
                                    <= view.storage().bytes() / type.dtype().bytes());
            if (fits) {
                return;
            }
        } catch (ArithmeticException e) {
            throw refused("expected a size below 2^63 bytes of '" + key + "', found " + type.shape());
        }
        throw refused("expected '" + key + "' to lie in '" + view.storage().id() + "', found it to be larger");
    }

    private RegraftException refused(String what) {
        return new Problem(
                        Kind.CHECKPOINT,
                        new Where.InPart(archive.input().name(), archive.prefix() + CONFIG, -1),
                        what,
                        DAMAGED)
                .asException();
    }
}
