package io.regraft.format.safetensors;

import io.regraft.checkpoint.Plain;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The metadata of a file to be written.
 *
 * @param found those of the source, if they stay as they are
 * @param texts by key, in order; where there are none, the file has no metadata
 */
record NewMetadata(Optional<Metadata> found, Map<String, String> texts) {

    /** What the loaders of Hugging Face take from any framework. */
    private static final String FORMAT = "pt";

    NewMetadata {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /**
     * Those of a source after edits. The first key of all brings {@code format} with it, without which readers refuse
     * metadata; with the last key the metadata goes, for they refuse empty ones too.
     *
     * @throws RegraftException if an edit is of something else, or sets what is no text
     */
    static NewMetadata of(Optional<Metadata> source, List<ValueEdit> edits) {
        if (edits.isEmpty()) {
            return new NewMetadata(source, source.map(Metadata::texts).orElse(Map.of()));
        }
        Map<String, String> texts =
                new LinkedHashMap<>(source.map(Metadata::texts).orElse(Map.of()));
        boolean had = !texts.isEmpty();
        edits.forEach(e -> apply(e, texts));
        return new NewMetadata(Optional.empty(), had ? texts : withFormat(texts));
    }

    /** Those of a new file, sorted. */
    static NewMetadata sorted(List<ValueEdit> edits) {
        Map<String, String> texts = new TreeMap<>(Utf8.ORDER);
        edits.forEach(e -> apply(e, texts));
        if (!texts.isEmpty()) {
            texts.putIfAbsent(Metadata.FORMAT, FORMAT);
        }
        return new NewMetadata(Optional.empty(), texts);
    }

    private static Map<String, String> withFormat(Map<String, String> texts) {
        if (texts.isEmpty() || texts.containsKey(Metadata.FORMAT)) {
            return texts;
        }
        Map<String, String> longer = new LinkedHashMap<>();
        longer.put(Metadata.FORMAT, FORMAT);
        longer.putAll(texts);
        return longer;
    }

    private static void apply(ValueEdit e, Map<String, String> texts) {
        if (e.path().equals(SafetensorsCheckpoint.METADATA) && e.value().isEmpty()) {
            texts.clear();
            return;
        }
        if (e.path().parts().size() != 2 || !e.path().isUnder(SafetensorsCheckpoint.METADATA)) {
            throw Problem.expected(
                            Kind.MIGRATION,
                            e.at(),
                            "a key of " + Metadata.KEY + ", the only values of a safetensors file",
                            "'" + e.path() + "'",
                            "Write it as " + Metadata.KEY + "/KEY; a '/' that belongs to the key is written \\/.")
                    .asException();
        }
        String key = e.path().key();
        if (e.value().isEmpty()) {
            texts.remove(key);
        } else if (e.value().get() instanceof Plain.Text text && Utf8.canHold(text.value()) && Utf8.canHold(key)) {
            texts.put(key, text.value());
        } else {
            throw refused(e, "a text, for safetensors metadata holds texts only", "Quote the value.");
        }
    }

    private static RegraftException refused(ValueEdit e, String expected, String fix) {
        String found = "'" + e.path() + "'" + e.value().map(v -> ", " + kind(v)).orElse("");
        return Problem.expected(Kind.MIGRATION, e.at(), expected, found, fix).asException();
    }

    private static String kind(Plain value) {
        if (value instanceof Plain.Bool) {
            return "true or false";
        }
        if (value instanceof Plain.Int || value instanceof Plain.Real) {
            return "a number";
        }
        if (value instanceof Plain.Items || value instanceof Plain.Fields) {
            return "several values";
        }
        return value instanceof Plain.Text ? "half of a surrogate pair" : "none";
    }
}
