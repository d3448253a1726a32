package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A JSON or YAML file; an edit gives another one. */
public sealed interface Document permits JsonDocument, YamlDocument {

    /** The endings of files that can be edited. */
    String ENDINGS = ".json, .yaml, .yml";

    /** How deep {@link #maps} looks. */
    int LEVELS = 5;

    /** A file as it is. */
    ByteBuffer bytes();

    /**
     * Replaces a value, or adds it: a new key after the last of its map, an item at the end of its list.
     *
     * @param at where the user asked for it, for messages
     * @throws io.regraft.problem.RegraftException if what holds it is not there, or the file can't say it
     */
    Document set(JsonPointer pointer, Plain value, Where at);

    /**
     * Takes a value out, with its key.
     *
     * @throws io.regraft.problem.RegraftException if it is not there
     */
    Document remove(JsonPointer pointer, Where at);

    /** What stands at a place, as a leaf; a map or list by its size. Empty if there is nothing. */
    Optional<Found> find(JsonPointer pointer);

    /** Pointers to the maps that lie in maps alone, some levels deep; the outermost is the first. */
    List<JsonPointer> maps();

    /** A value of a document: a single one as written, without quotes, or the number of members. */
    record Found(Optional<String> single, int members) {
        /** The value as a plan shows it. */
        public String text() {
            return single.orElseGet(() -> String.format(Locale.ROOT, "(%,d inside)", members));
        }
    }

    /**
     * Reads a file by its ending.
     *
     * @param name for messages
     * @return empty if the ending is another
     * @throws io.regraft.problem.RegraftException if the content is no JSON, or YAML
     */
    static Optional<Document> open(String name, ByteBuffer bytes) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".json")) {
            return Optional.of(json(name, bytes));
        }
        return lower.endsWith(".yaml") || lower.endsWith(".yml")
                ? Optional.of(YamlDocument.of(name, array(bytes)))
                : Optional.empty();
    }

    /**
     * Reads JSON.
     *
     * @param name for messages
     * @throws io.regraft.problem.RegraftException if the content is none
     */
    static Document json(String name, ByteBuffer bytes) {
        return JsonDocument.of(name, array(bytes));
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] content = new byte[bytes.remaining()];
        bytes.duplicate().get(content);
        return content;
    }
}
