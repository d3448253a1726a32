package io.regraft.plan;

import io.regraft.format.document.Document;
import io.regraft.format.document.Document.Found;
import io.regraft.format.document.JsonPointer;
import io.regraft.migration.EditedFiles;
import io.regraft.migration.StateDict;
import io.regraft.problem.RegraftException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds numbers in a checkpoint's configuration that say how many rows a tensor had, where a step changed the rows and none
 * the number: a model built from it would not load the result.
 */
final class ConfigCounts {

    private static final Set<String> FILES =
            Set.of("config.json", "params.json", "configuration.json", "config.yaml", "config.yml");

    /** Larger files are no configuration. */
    private static final long LARGEST = 16L << 20;

    private static final Pattern ANY = Pattern.compile("");
    private static final Pattern POSITIONS = Pattern.compile("pos|wpe", Pattern.CASE_INSENSITIVE);

    /** OPT and BART keep two rows before the first position. */
    private static final int BEFORE_FIRST = 2;

    /** Labels that are written out in a message. */
    private static final int MOST_LABELS = 20;

    /**
     * A key that counts rows.
     *
     * @param tensors found in the names of tensors that it may count; small numbers are alike by chance
     */
    private record Counter(String key, Pattern tensors, boolean shifted) {
        Counter(String key, Pattern tensors) {
            this(key, tensors, false);
        }
    }

    private static final List<Counter> COUNTERS = List.of(
            new Counter("vocab_size", ANY),
            new Counter("vocabulary_size", ANY),
            new Counter("n_vocab", ANY),
            new Counter("n_speaker", ANY),
            new Counter("n_speakers", ANY),
            new Counter("num_speakers", ANY),
            new Counter("speaker_n_labels", ANY),
            new Counter("num_labels", ANY),
            new Counter("n_symbols", ANY),
            new Counter("num_symbols", ANY),
            new Counter("num_chars", ANY),
            new Counter("num_classes", ANY),
            new Counter("n_languages", Pattern.compile("lang", Pattern.CASE_INSENSITIVE)),
            new Counter("num_languages", Pattern.compile("lang", Pattern.CASE_INSENSITIVE)),
            new Counter("type_vocab_size", Pattern.compile("type|segment", Pattern.CASE_INSENSITIVE)),
            new Counter("num_codebooks", Pattern.compile("codebook|quantiz", Pattern.CASE_INSENSITIVE)),
            new Counter("max_position_embeddings", POSITIONS, true),
            new Counter("n_positions", POSITIONS),
            new Counter("n_ctx", POSITIONS));

    private static final String LABELS = "id2label";
    private static final String IDS = "label2id";

    private final StateDict state;
    private final Set<String> said = new LinkedHashSet<>();

    ConfigCounts(StateDict state) {
        this.state = state;
    }

    /** Warns of every number that was left behind. */
    void report() {
        EditedFiles files = state.files();
        List<RowChange> rows = RowChange.of(state);
        if (!files.isFolder() || rows.isEmpty()) {
            return;
        }
        for (String path : files.paths()) {
            if (FILES.contains(path.substring(path.lastIndexOf('/') + 1))
                    && files.length(path).orElse(Long.MAX_VALUE) <= LARGEST) {
                document(path).ifPresent(d -> rows.forEach(r -> look(path, d, r)));
            }
        }
    }

    private Optional<Document> document(String path) {
        try {
            return state.files().read(path).flatMap(b -> Document.open(path, b));
        } catch (RegraftException e) {
            // A file that is no configuration after all says nothing of rows.
            return Optional.empty();
        }
    }

    private void look(String path, Document document, RowChange rows) {
        for (JsonPointer under : document.maps()) {
            for (Counter c : COUNTERS) {
                if (c.tensors.matcher(rows.name().text()).find()) {
                    count(path, document, under.child(c.key), c, rows);
                }
            }
            labels(path, document, under.child(LABELS), under.child(IDS), rows);
        }
    }

    private void count(String path, Document document, JsonPointer pointer, Counter c, RowChange rows) {
        Optional<String> single = find(document, pointer).flatMap(Found::single);
        if (single.isEmpty()) {
            return;
        }
        for (int shift = 0; shift <= (c.shifted ? BEFORE_FIRST : 0); shift += BEFORE_FIRST) {
            if (single.get().equals(Long.toString(rows.before() - shift))) {
                say(
                        rows,
                        String.format(
                                Locale.ROOT,
                                "%s says '%s': %s, %s",
                                path,
                                pointer,
                                single.get(),
                                shift == 0 ? "as many as" : "two fewer than"),
                        String.format(
                                Locale.ROOT,
                                "edit_file: {file: %s, set: {'%s': %d}}",
                                path,
                                pointer,
                                rows.after() - shift));
                return;
            }
        }
    }

    private void labels(String path, Document document, JsonPointer labels, JsonPointer ids, RowChange rows) {
        boolean counts = find(document, labels)
                .or(() -> find(document, ids))
                .filter(f -> f.single().isEmpty() && f.members() == rows.before())
                .isPresent();
        if (counts) {
            Optional<List<String>> known =
                    rows.labels().filter(l -> l.size() == rows.after() && l.size() <= MOST_LABELS);
            say(
                    rows,
                    String.format(Locale.ROOT, "%s has %,d labels at '%s', as many as", path, rows.before(), labels),
                    "edit_file: {file: " + path + ", set: {'" + labels + "': "
                            + known.map(ConfigCounts::byId).orElse("{'0': …}") + ", '" + ids + "': "
                            + known.map(ConfigCounts::byLabel).orElse("{…: 0}") + "}}");
        }
    }

    private static String byId(List<String> labels) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            pairs.add("'" + i + "': " + quoted(labels.get(i)));
        }
        return "{" + String.join(", ", pairs) + "}";
    }

    private static String byLabel(List<String> labels) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            pairs.add(quoted(labels.get(i)) + ": " + i);
        }
        return "{" + String.join(", ", pairs) + "}";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static Optional<Found> find(Document document, JsonPointer pointer) {
        try {
            return document.find(pointer);
        } catch (RegraftException e) {
            // A key that stands twice: which of them counts is not for us to say.
            return Optional.empty();
        }
    }

    private void say(RowChange rows, String found, String step) {
        String text = String.format(
                Locale.ROOT,
                "%s '%s' had on axis %d; now it has %,d. Add the step: %s",
                found,
                rows.name(),
                rows.axis(),
                rows.after(),
                step);
        if (said.add(found + " " + rows.after())) {
            state.warn(rows.at(), text);
        }
    }
}
