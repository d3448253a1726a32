package io.regraft.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.document.JsonPointer;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Dropped;
import io.regraft.migration.StateDict.Entry;
import io.regraft.plan.KerasConfig.Layer;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what the configuration of a Keras model still says of tensors that steps gave another size or another name: Keras
 * would build a model from it that does not load the result.
 */
final class KerasCounts {

    /** Keys of a layer that count the last axis of its variables. */
    private static final List<String> LAST = List.of("units", "filters", "output_dim", "num_classes");

    /** Those that count the rows of a table. */
    private static final List<String> FIRST =
            List.of("input_dim", "vocabulary_size", "vocab_size", "max_tokens", "num_embeddings", "sequence_length");

    private static final int MOST_STEPS = 12;

    private final StateDict state;
    private final KerasConfig config;
    private final Set<String> said = new HashSet<>();
    private final Set<JsonPointer> counted = new HashSet<>();

    private KerasCounts(StateDict state, KerasConfig config) {
        this.state = state;
        this.config = config;
    }

    /** Warns of all that was left behind. */
    static void report(StateDict state) {
        KerasConfig.of(state).ifPresent(c -> new KerasCounts(state, c).report());
    }

    private void report() {
        RowChange.of(state).forEach(r -> config.layer(r.name()).ifPresent(l -> sizes(r, l)));
        names();
    }

    private void sizes(RowChange rows, Layer layer) {
        JsonPointer at = layer.pointer().child("config");
        int rank = state.find(rows.name()).orElseThrow().type().shape().rank();
        if (rows.axis() == rank - 1) {
            LAST.forEach(k -> number(rows, at.child(k), layer.config().path(k), layer.gates()));
        }
        if (rows.axis() == 0) {
            FIRST.forEach(k -> number(rows, at.child(k), layer.config().path(k), 1));
        }
        if (rank > 1 && rows.axis() == rank - 2) {
            inputs(rows, layer);
        }
    }

    /** The shapes that a layer was built for; without them Keras asks the layer before. */
    private void inputs(RowChange rows, Layer layer) {
        JsonNode built =
                config.root().at(layer.pointer().child("build_config").text()).path("input_shape");
        int last = built.size() - 1;
        JsonPointer shape = layer.pointer().child("build_config").child("input_shape");
        number(rows, shape.child(Integer.toString(last)), built.path(last), 1);
        for (String key : List.of("batch_input_shape", "batch_shape")) {
            JsonNode first = layer.config().path(key);
            JsonPointer at = layer.pointer().child("config").child(key);
            number(rows, at.child(Integer.toString(first.size() - 1)), first.path(first.size() - 1), 1);
        }
    }

    private void number(RowChange rows, JsonPointer at, JsonNode found, int each) {
        if (!found.isIntegralNumber() || rows.before() != found.asLong() * each || rows.after() % each != 0) {
            return;
        }
        // A kernel and its bias are counted by one number.
        if (!counted.add(at)) {
            return;
        }
        say(
                rows.at(),
                String.format(
                        Locale.ROOT,
                        "%s says '%s': %s, %s '%s' had on axis %d; now it has %,d. Add the step: %s",
                        config.place(),
                        at,
                        found.asText(),
                        each == 1 ? "as many as" : "a " + (each == 3 ? "third" : "quarter") + " of what",
                        rows.name(),
                        rows.axis(),
                        rows.after(),
                        step(Map.of(at, Long.toString(rows.after() / each)))));
    }

    private String step(Map<JsonPointer, String> values) {
        if (config.isFile()) {
            List<String> pairs = new ArrayList<>();
            values.forEach((p, v) -> pairs.add("'" + p + "': " + v));
            return "edit_file: {file: " + config.place() + ", set: {" + String.join(", ", pairs) + "}}";
        }
        List<String> steps = new ArrayList<>();
        values.forEach(
                (p, v) -> steps.add("set: {path: " + config.place() + ", pointer: '" + p + "', value: " + v + "}"));
        return String.join(" and ", steps);
    }

    /** Layers whose weights are elsewhere now, or gone, and groups that no layer is for. */
    private void names() {
        Set<TensorName> groups = new HashSet<>();
        config.layers().forEach(l -> groups.add(l.group()));
        Map<TensorName, TensorName> moves = new HashMap<>();
        Map<TensorName, Where> steps = new LinkedHashMap<>();
        Set<TensorName> filled = new HashSet<>();
        for (Entry e : state.entries()) {
            Optional<TensorName> group = config.group(e.name());
            group.ifPresent(filled::add);
            boolean same = e.origin().filter(o -> o.name().equals(e.name())).isPresent();
            if (!same && !e.history().isEmpty()) {
                Where at = e.history().get(e.history().size() - 1).step().at();
                Optional<TensorName> from = e.origin().map(Tensor::name).flatMap(config::group);
                from.ifPresent(f -> group.ifPresent(g -> moves.putIfAbsent(f, g)));
                from.ifPresent(f -> steps.putIfAbsent(f, at));
                group.filter(g -> !groups.contains(g)).ifPresent(g -> steps.putIfAbsent(g, at));
            }
        }
        Set<TensorName> dropped = new LinkedHashSet<>();
        for (Dropped d : state.dropped()) {
            Optional<TensorName> group = d.entry().origin().map(Tensor::name).flatMap(config::group);
            group.ifPresent(g -> steps.putIfAbsent(g, d.step().at()));
            group.ifPresent(dropped::add);
        }
        Collection<TensorName> targets = new HashSet<>();
        for (Map.Entry<TensorName, Where> e : steps.entrySet()) {
            if (!filled.contains(e.getKey())) {
                Optional<TensorName> to =
                        Optional.ofNullable(moves.get(e.getKey())).filter(t -> !groups.contains(t));
                to.ifPresent(targets::add);
                ByClass byClass = new ByClass(e.getKey(), groups, filled);
                // Where the groups behind a dropped one moved up, it is that one's layer that has to go.
                TensorName empty = config.isFile() && groups.contains(e.getKey())
                        ? dropped.stream().filter(byClass::holds).findFirst().orElse(e.getKey())
                        : e.getKey();
                if (to.isEmpty() && config.isFile() && byClass.isGap()) {
                    gap(byClass, e.getValue());
                    targets.addAll(byClass.orphans());
                } else {
                    left(
                            empty,
                            to,
                            filled.contains(empty) ? "they were dropped" : "no tensor is there now",
                            e.getValue());
                }
            }
        }
        steps.forEach((group, at) -> {
            if (filled.contains(group) && !groups.contains(group) && !targets.contains(group)) {
                say(
                        at,
                        config.place() + " has no layer for '" + group + "', which Keras would not load. Add one to its"
                                + " layers, or leave the group out.");
            }
        });
    }

    /** Keras 3 counts the layers of a class: with one taken out, those behind it have other names. */
    private void gap(ByClass byClass, Where at) {
        Optional<Layer> layer = config.layers().stream()
                .filter(l -> l.group().equals(byClass.group()))
                .findFirst();
        if (layer.isEmpty()) {
            return;
        }
        List<String> renames = new ArrayList<>();
        byClass.renames()
                .forEach((from, to) -> renames.add("{from: '" + from + "/**', to: '" + to + "/**', scope: path}"));
        String step = "rename: " + (renames.size() == 1 ? renames.get(0) : "[" + String.join(", ", renames) + "]");
        String counted = "Keras counts the layers of a class, so those behind it move up: " + step;
        say(
                at,
                "no tensor is in '" + byClass.group() + "' now, where Keras looks for the weights of the layer '"
                        + layer.get().name() + "'. "
                        + (byClass.orphans().isEmpty()
                                ? "Take that layer out of " + config.place() + ", and what leads to it: "
                                        + removal(layer.get()) + ". " + counted
                                : counted));
    }

    private void left(TensorName group, Optional<TensorName> to, String fate, Where at) {
        Optional<Layer> layer =
                config.layers().stream().filter(l -> l.group().equals(group)).findFirst();
        if (layer.isEmpty()) {
            return;
        }
        String found = config.place() + " has the layer '" + layer.get().name() + "' at '"
                + layer.get().pointer() + "', whose weights Keras looks for in '" + group + "'; ";
        if (to.isEmpty()) {
            say(at, found + fate + ". Take the layer out of it, and what leads to it: " + removal(layer.get()));
        } else if (config.isFile()) {
            // Keras 3 counts the layers of a class: a name does not say where its weights are.
            say(
                    at,
                    found + "they are in '" + to.get() + "' now, where it looks for none. Rename them to '" + group
                            + "', or give " + config.place() + " the layers that are wanted, in their order.");
        } else {
            say(
                    at,
                    found + "they are in '" + to.get() + "' now. Add: "
                            + renaming(layer.get().name(), to.get().key()));
        }
    }

    private String removal(Layer layer) {
        return config.isFile()
                ? "edit_file: {file: " + config.place() + ", remove: ['" + layer.pointer() + "']}"
                : "unset: {path: " + config.place() + ", pointer: '" + layer.pointer() + "'}";
    }

    private String renaming(String from, String to) {
        Map<JsonPointer, String> values = new LinkedHashMap<>();
        List<JsonPointer> places = config.places(from);
        places.stream().limit(MOST_STEPS).forEach(p -> values.put(p, "'" + to.replace("'", "''") + "'"));
        int more = places.size() - values.size();
        return step(values) + (more > 0 ? " and " + more + " more like these" : "");
    }

    private void say(Where at, String text) {
        if (said.add(text)) {
            state.warn(at, text);
        }
    }
}
