package io.regraft.migration;

import java.security.MessageDigest;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;

/**
 * The checksum of a migration: SHA-256 of its rules as parsed, with variables put in.
 *
 * <p>Hashed are, in this order, the text {@code regraft 1}, the id, and then {@code axes}, {@code expect}, {@code steps},
 * {@code ensure} and {@code target}, each by its name and value where it is there. A text is hashed as its length in bytes
 * (four, big-endian) and its UTF-8. A map is the text <code>{</code>, its entries sorted by key, each as key and value, and
 * the text <code>}</code>; a list is {@code [}, its items and {@code ]}; a single value is the text of its YAML type
 * ({@code text}, {@code integer}, {@code real}, {@code bool}, {@code null}), and itself as written, without quotes. A value
 * that names a file of labels or of pairs is the text {@code file} and the digest of what was read from it: not its name.
 *
 * <p>Not hashed: {@code description}, {@code because}, variables that are not used, and the file of {@code target}, which
 * says what to compare with and changes nothing that is written.
 */
public final class Checksum {

    private static final Map<String, Set<String>> LEFT_OUT =
            Map.of("expect", Set.of("because"), "ensure", Set.of("because"), "target", Set.of("file"));

    private final Reading reading;
    private final MessageDigest sha = Sha256.start();

    private Checksum(Reading reading) {
        this.reading = reading;
    }

    /** The checksum in hexadecimal; {@code parts} are those of the list above that are there, in its order. */
    public static String of(String id, Map<String, Node> parts, Reading reading) {
        Checksum c = new Checksum(reading);
        c.text("regraft " + MigrationKeys.VERSION);
        c.text(id);
        parts.forEach((name, node) -> {
            c.text(name);
            c.node(node, LEFT_OUT.getOrDefault(name, Set.of()));
        });
        return Sha256.hex(c.sha);
    }

    private void text(String text) {
        Sha256.text(sha, text);
    }

    private void node(Node node, Set<String> leftOut) {
        if (reading.digest(node).isPresent()) {
            text("file");
            text(reading.digest(node).get());
        } else if (node instanceof Node.Mapping map) {
            text("{");
            map.entries().stream()
                    .filter(e -> !leftOut.contains(e.key().text()))
                    .sorted(Comparator.comparing((Node.Entry e) -> e.key().text()))
                    .forEach(e -> {
                        text(e.key().text());
                        node(e.value(), leftOut);
                    });
            text("}");
        } else if (node instanceof Node.Sequence list) {
            text("[");
            list.items().forEach(n -> node(n, leftOut));
            text("]");
        } else if (node instanceof Node.Scalar scalar) {
            text(scalar.type().name().toLowerCase(java.util.Locale.ROOT));
            text(scalar.text());
            // `$$1` and `$1` give one text and two meanings.
            scalar.plainDollars().stream().sorted().forEach(i -> text("$" + i));
        }
    }
}
