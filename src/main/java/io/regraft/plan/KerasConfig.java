package io.regraft.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.document.JsonPointer;
import io.regraft.migration.StateDict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a Keras model, as the steps left it: what its layers are, and where their weights are looked for.
 *
 * @param place what it is called: {@code config.json} of an archive, or the attribute {@code model_config}
 * @param isFile true if it is a file beside the weights
 */
record KerasConfig(String place, boolean isFile, JsonNode root, List<Layer> layers) {

    private static final String FILE = "config.json";
    private static final String ATTRIBUTE = "model_config";
    private static final String GROUP = "model_weights";

    /** Of each variable the class of a layer has, as many numbers as of the unit that its count says. */
    private static final Map<String, Integer> GATES = Map.of("LSTM", 4, "LSTMCell", 4, "GRU", 3, "GRUCell", 3);

    private static final int LARGEST = 16 << 20;
    private static final int DEEPEST = 32;

    /**
     * A layer.
     *
     * @param pointer to its map
     * @param group where its weights are in the file
     */
    record Layer(JsonPointer pointer, String name, String type, TensorName group, JsonNode config) {
        int gates() {
            return GATES.getOrDefault(type, 1);
        }
    }

    KerasConfig {
        layers = List.copyOf(layers);
    }

    /** That of a checkpoint; empty if it has none. */
    static Optional<KerasConfig> of(StateDict state) {
        if (state.source().format().equals("keras")) {
            boolean small = state.files().length(FILE).filter(l -> l <= LARGEST).isPresent();
            return small
                    ? state.files().read(FILE).flatMap(KerasConfig::text).flatMap(t -> of(FILE, true, t))
                    : Optional.empty();
        }
        Optional<Value> attribute = state.source().format().equals("hdf5")
                ? state.values().find(TensorName.of(ATTRIBUTE))
                : Optional.empty();
        return attribute
                .filter(v -> v instanceof Value.Text t && t.value().length() <= LARGEST)
                .flatMap(v -> of(ATTRIBUTE, false, ((Value.Text) v).value()));
    }

    private static Optional<String> text(ByteBuffer bytes) {
        return Optional.of(StandardCharsets.UTF_8.decode(bytes).toString());
    }

    static Optional<KerasConfig> of(String place, boolean isFile, String text) {
        try {
            JsonNode root = new ObjectMapper().readTree(text);
            Reader reader = new Reader(isFile);
            reader.model(
                    root.path("config"),
                    new JsonPointer(List.of("config")),
                    isFile ? TensorName.ROOT : TensorName.of(GROUP),
                    0);
            return Optional.of(new KerasConfig(place, isFile, root, reader.layers));
        } catch (JsonProcessingException e) {
            // What is no configuration says nothing of layers.
            return Optional.empty();
        }
    }

    /** The layer that a tensor belongs to, the innermost of them. */
    Optional<Layer> layer(TensorName tensor) {
        Optional<Layer> found = Optional.empty();
        for (Layer l : layers) {
            boolean inner = found.isEmpty()
                    || l.pointer.tokens().size() >= found.get().pointer.tokens().size();
            if (tensor.isUnder(l.group) && inner) {
                found = Optional.of(l);
            }
        }
        return found;
    }

    /** The group of a layer that a tensor lies in; empty for a tensor of none, such as the optimizer's. */
    Optional<TensorName> group(TensorName tensor) {
        List<String> parts = tensor.parts();
        if (!isFile) {
            boolean inLayer = parts.size() > 2
                    && parts.get(0).equals(GROUP)
                    && !parts.get(1).startsWith("top_level_");
            return inLayer ? Optional.of(new TensorName(parts.subList(0, 2))) : Optional.empty();
        }
        boolean inLayer = parts.size() > 2 && Reader.CONTAINERS.contains(parts.get(0));
        return inLayer ? Optional.of(new TensorName(parts.subList(0, 2))) : Optional.empty();
    }

    /** Where the name of a layer stands: in its own map, and wherever the model's graph leads to it. */
    List<JsonPointer> places(String layer) {
        List<JsonPointer> places = new ArrayList<>();
        names(root, new JsonPointer(List.of()), layer, places);
        return places;
    }

    private static void names(JsonNode node, JsonPointer at, String layer, List<JsonPointer> places) {
        if (at.tokens().size() > 4 * DEEPEST) {
            return;
        }
        if (node.isObject()) {
            node.properties().forEach(f -> {
                JsonPointer child = at.child(f.getKey());
                if (f.getKey().equals("name") && f.getValue().asText().equals(layer)) {
                    places.add(child);
                }
                names(f.getValue(), child, layer, places);
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                JsonPointer child = at.child(Integer.toString(i));
                if (i == 0
                        && node.size() > 1
                        && node.get(i).isTextual()
                        && node.get(i).asText().equals(layer)) {
                    places.add(child);
                }
                names(node.get(i), child, layer, places);
            }
        }
    }

    /** Finds the layers, and in Keras 3 the groups that they get by their classes. */
    private static final class Reader {
        static final Set<String> CONTAINERS = Set.of("layers", "_layer_checkpoint_dependencies");

        private final boolean byClass;
        private final List<Layer> layers = new ArrayList<>();

        Reader(boolean byClass) {
            this.byClass = byClass;
        }

        void model(JsonNode config, JsonPointer at, TensorName group, int depth) {
            JsonNode list = config.path("layers");
            Map<String, Integer> used = new HashMap<>();
            for (int i = 0; depth < DEEPEST && i < list.size(); i++) {
                JsonNode map = list.get(i);
                JsonPointer pointer = at.child("layers").child(Integer.toString(i));
                String type = map.path("class_name").asText();
                String name =
                        map.path("config").path("name").asText(map.path("name").asText());
                TensorName own = byClass ? group.child("layers").child(numbered(type, used)) : group.child(name);
                layers.add(new Layer(pointer, name, type, own, map.path("config")));
                model(map.path("config"), pointer.child("config"), own, depth + 1);
            }
        }

        /** The name of a class with underscores, and a number from the second on. */
        private static String numbered(String type, Map<String, Integer> used) {
            String plain = type.substring(type.lastIndexOf('>') + 1)
                    .replaceAll("\\W+", "")
                    .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                    .replaceAll("([a-z])([A-Z])", "$1_$2")
                    .toLowerCase(Locale.ROOT);
            int number = used.merge(plain, 1, Integer::sum) - 1;
            return number == 0 ? plain : plain + "_" + number;
        }
    }
}
