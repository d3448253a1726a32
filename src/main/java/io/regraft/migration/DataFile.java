package io.regraft.migration;

import io.regraft.problem.Where;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A small file that a migration names: <code>{file: ids.json, pointer: /spk}</code>.
 *
 * @param pointer an RFC 6901 pointer to the value that is meant, with its place; for JSON and YAML
 */
record DataFile(
        Path path,
        Where.InText at,
        Format format,
        Optional<Located<String>> pointer,
        boolean trim,
        Optional<Blank> blank) {

    /** What the file is written in. */
    enum Format {
        TEXT,
        JSON,
        YAML
    }

    /** What an empty line of a text is. */
    enum Blank {
        LABEL,
        IGNORE
    }

    static final long LIMIT = 64L << 20;

    private static final Key<String> FILE =
            Key.required("file", Keys.text(), "Relative to the folder of the file that names it.");
    private static final Key<Format> FORMAT = Key.optional(
            "format",
            Keys.choice(Format.class),
            "text, json or yaml; without it .json, .yaml and .yml say so, and all else is text.");
    private static final Key<String> POINTER =
            Key.optional("pointer", Keys.text(), "Where in a JSON or YAML file the value is, as /model/vocab.");
    private static final Key<Boolean> TRIM = Key.<Boolean>optional(
                    "trim", Keys.bool(), "Strips spaces at both ends of each line of a text.")
            .orElse(false);
    private static final Key<Blank> BLANK = Key.optional(
            "blank", Keys.choice(Blank.class), "What an empty line of a text is: a label, or nothing (ignore).");

    private static final List<Key<?>> KEYS = List.of(FILE, FORMAT, POINTER, TRIM, BLANK);

    static boolean isNamed(Node node) {
        return node instanceof Node.Mapping m && m.get("file").isPresent();
    }

    static Map<String, Object> schema() {
        return Schemas.object(KEYS);
    }

    /** Reads the map that names a file, not the file. */
    static Optional<DataFile> parse(Node.Mapping node, Reading reading) {
        return ObjectType.values(node, node.at(), "a file of labels", KEYS, reading)
                .flatMap(v -> reading.attempt(() -> of(node, v)))
                .map(f -> {
                    reading.names(f.path());
                    return f;
                });
    }

    private static DataFile of(Node.Mapping node, Values v) {
        Path path = resolve(node.get("file").orElseThrow(), v.get(FILE));
        Format format = v.find(FORMAT).orElseGet(() -> byEnding(path));
        boolean text = format == Format.TEXT;
        Step.require(
                !text || v.find(POINTER).isEmpty(),
                v.at(POINTER),
                "If the file is JSON or YAML say format: json or format: yaml.",
                "%s is read as text, in which a pointer points to nothing",
                path);
        Step.require(
                text || !(v.has(TRIM) || v.has(BLANK)),
                v.has(TRIM) ? v.at(TRIM) : v.at(BLANK),
                "They are about the lines of a text.",
                "%s is read as %s, which takes no 'trim' or 'blank'",
                path,
                format.name().toLowerCase(Locale.ROOT));
        return new DataFile(path, v.at(FILE), format, v.findLocated(POINTER), v.get(TRIM), v.find(BLANK));
    }

    /** The path that a name means, in the folder of the file that it stands in. */
    static Path resolve(Node node, String name) {
        try {
            return name.isEmpty() ? node.folder() : node.folder().resolve(name);
        } catch (InvalidPathException e) {
            throw Step.wrong(node.at(), "'" + name + "' can't be a file name", "Write another name.");
        }
    }

    private static Format byEnding(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return Format.JSON;
        }
        return name.endsWith(".yaml") || name.endsWith(".yml") ? Format.YAML : Format.TEXT;
    }

    DataText text() {
        return DataText.read(path, LIMIT, at);
    }

    /** The value of a JSON or YAML file, or the part that the pointer names. */
    Optional<Node> value(Reading reading) {
        DataText text = text();
        return switch (format) {
            case JSON -> new JsonNodes(text, pointer, reading).read();
            case YAML ->
                reading.yaml(text)
                        .flatMap(n -> pointer.isEmpty() ? Optional.of(n) : new Pointer(pointer.get()).find(n, reading));
            case TEXT -> throw new IllegalStateException(path + " is text");
        };
    }
}
