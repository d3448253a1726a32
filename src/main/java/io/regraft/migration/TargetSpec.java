package io.regraft.migration;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names and types that a checkpoint must have, in order.
 *
 * @param about what the file says of itself; may be empty
 */
public record TargetSpec(String about, Map<TensorName, TensorType> tensors) {

    private static final Key<String> ABOUT = Key.<String>optional("about", Keys.text(), "What it is the spec of.")
            .orElse("");
    private static final Key<Node.Mapping> TENSORS = Key.required("tensors", new MapNode(), "Type by name.");
    private static final Key<DType> DTYPE = Key.required("dtype", Keys.dtype(), "The dtype.");
    private static final Key<Shape> SHAPE = Key.required("shape", Keys.shape(), "The shape.");
    private static final Key<String> KIND = Key.optional("kind", Keys.text(), "parameter or buffer.");

    private static final KeyType<TensorType> TYPE = Keys.object(
            "a tensor of a spec", List.of(DTYPE, SHAPE, KIND), v -> new TensorType(v.get(DTYPE), v.get(SHAPE)));

    public TargetSpec {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /**
     * Reads a spec file (JSON): <code>{"about": "…", "tensors": {"emb.weight": {"dtype": "float32", "shape": [9, 4]}}}</code>.
     * Names are in the text form, full below the container that is compared.
     *
     * @throws io.regraft.problem.RegraftException with its line and column if it is none
     */
    public static TargetSpec read(Path file) {
        DataText text = DataText.read(file, DataFile.LIMIT, new Where.InFile(file.toString()));
        Reading reading = new Reading((t, r) -> Optional.empty());
        Optional<TargetSpec> spec = new JsonNodes(text, Optional.empty(), reading)
                .read()
                .flatMap(node -> Keys.object(
                                "a spec",
                                List.of(ABOUT, TENSORS),
                                v -> new TargetSpec(v.get(ABOUT), types(v.get(TENSORS), reading)))
                        .parse(node, reading));
        reading.finish();
        return spec.orElseThrow();
    }

    private static Map<TensorName, TensorType> types(Node.Mapping tensors, Reading reading) {
        Map<TensorName, TensorType> types = new LinkedHashMap<>();
        for (Node.Entry entry : tensors.entries()) {
            Optional<TensorName> name = reading.attempt(() -> PlainNames.parse(entry.key()));
            Optional<TensorType> type = TYPE.parse(entry.value(), reading);
            if (name.isPresent() && type.isPresent() && types.putIfAbsent(name.get(), type.get()) != null) {
                reading.problem(entry.key().at(), "the tensor '" + name.get() + "' stands twice", "Take one out.");
            }
        }
        return types;
    }

    /** A map whose keys are names. */
    private record MapNode() implements KeyType<Node.Mapping> {
        @Override
        public Optional<Node.Mapping> parse(Node node, Reading reading) {
            return node instanceof Node.Mapping m
                    ? Optional.of(m)
                    : wrong(node, reading, "Write {\"emb.weight\": {\"dtype\": \"float32\", \"shape\": [9, 4]}}.");
        }

        @Override
        public String expected() {
            return "a map of tensors by name";
        }

        @Override
        public Map<String, Object> schema() {
            return Schemas.map("type", "object", "additionalProperties", TYPE.schema());
        }
    }
}
