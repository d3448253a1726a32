package io.regraft.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.migration.RowEdit;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells of counts in the JSON files beside the tensors that the steps left behind: rows went from 320 to 323, and
 * {@code vocab_size} in config.json is still 320.
 */
final class ConfigCounts {

    private static final Set<String> FILES = Set.of("config.json", "params.json", "configuration.json");

    /** Numbers that are the extent of an axis. */
    private static final Set<String> COUNTS = Set.of(
            "vocab_size",
            "n_vocab",
            "n_speakers",
            "num_speakers",
            "n_speaker",
            "speaker_n_labels",
            "num_languages",
            "n_languages",
            "num_labels",
            "num_chars",
            "n_symbols",
            "num_symbols",
            "type_vocab_size",
            "max_position_embeddings",
            "n_positions",
            "n_ctx",
            "num_codebooks",
            "num_classes",
            "embedding_dimension",
            "word_embedding_dimension",
            "in_features",
            "out_features");

    /** Maps with an entry for each row. */
    private static final Set<String> MAPS = Set.of("id2label", "label2id");

    /** OPT and BART keep two rows of positions more than they count. */
    private static final Set<String> POSITIONS = Set.of("max_position_embeddings", "n_positions", "n_ctx");

    private static final int OFFSET = 2;

    private final StateDict state;
    private final Map<Long, Change> changes = new LinkedHashMap<>();

    private record Change(Step step, RowEdit rows) {}

    ConfigCounts(StateDict state) {
        this.state = state;
    }

    /** Warns at the step that changed the rows, with the step that would change the count. */
    void warn() {
        if (!state.files().isFolder()) {
            return;
        }
        for (StateDict.Entry e : state.entries()) {
            for (StateDict.Applied a : e.history()) {
                a.rows()
                        .filter(r -> r.before() != r.map().rows())
                        .ifPresent(r -> changes.putIfAbsent(r.before(), new Change(a.step(), r)));
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        for (String path : state.files().paths()) {
            String file = path.substring(path.lastIndexOf('/') + 1);
            if (FILES.contains(file)) {
                state.files().find(path).ifPresent(bytes -> look(path, bytes));
            }
        }
    }

    private void look(String path, byte[] bytes) {
        try {
            look(path, List.of(), new ObjectMapper().readTree(bytes));
        } catch (IOException e) {
            // A file that is no JSON has no counts to tell of; a step that edits it says what is wrong.
            state.files();
        }
    }

    private void look(String path, List<String> pointer, JsonNode node) {
        node.properties().forEach(e -> {
            String key = e.getKey();
            List<String> deeper = new ArrayList<>(pointer);
            deeper.add(key.replace("~", "~0").replace("/", "~1"));
            JsonNode value = e.getValue();
            if (COUNTS.contains(key) && value.canConvertToLong() && value.isIntegralNumber()) {
                count(path, deeper, key, value.asLong());
            } else if (MAPS.contains(key) && value.isObject()) {
                labels(path, deeper, value.size());
            } else if (value.isObject()) {
                look(path, deeper, value);
            }
        });
    }

    private void count(String path, List<String> pointer, String key, long found) {
        int offset = POSITIONS.contains(key) && changes.containsKey(found + OFFSET) ? OFFSET : 0;
        Change change = changes.get(found + offset);
        if (change == null) {
            return;
        }
        String at = "/" + String.join("/", pointer);
        state.warn(
                change.step().at(),
                String.format(
                        Locale.ROOT,
                        "%s of %s is %,d, and the rows are %,d now; to change it add the step"
                                + " edit_file: {file: %s, set: {%s: %d}}",
                        at,
                        path,
                        found,
                        change.rows().map().rows() - offset,
                        path,
                        at,
                        change.rows().map().rows() - offset));
    }

    private void labels(String path, List<String> pointer, int found) {
        Change change = changes.get((long) found);
        if (change == null) {
            return;
        }
        String at = "/" + String.join("/", pointer);
        state.warn(
                change.step().at(),
                String.format(
                        Locale.ROOT,
                        "%s of %s has %,d entries, and the rows are %,d now; change it by the step"
                                + " edit_file: {file: %s, set: {%s: {…}}}",
                        at,
                        path,
                        found,
                        change.rows().map().rows(),
                        path,
                        at));
    }
}
