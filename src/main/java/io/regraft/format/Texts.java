package io.regraft.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.format.Recognition.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Tells text files that are given in place of a checkpoint: pointers, pages, answers of servers. */
final class Texts {

    private static final String DOWNLOAD =
            "The download got a page instead of the file: open the address in a browser, sign in if it asks to, and"
                    + " download again.";
    private static final Pattern LFS_SIZE = Pattern.compile("(?m)^size (\\d{1,18})\\s*$");
    private static final Pattern LFS_OID = Pattern.compile("(?m)^oid sha256:([0-9a-f]{64})\\s*$");
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>\\s*(.{1,200}?)\\s*</title>");
    private static final Pattern XML_MESSAGE = Pattern.compile("(?is)<message>\\s*(.{1,200}?)\\s*</message>");
    private static final int LARGEST_JSON = 1 << 24;
    private static final int SHOWN = 60;

    private final Head head;
    private final String text;

    private Texts(Head head, String text) {
        this.head = head;
        this.text = text;
    }

    static Optional<Refused> look(Head head) throws IOException {
        Optional<String> text = decoded(head);
        return text.isEmpty() ? Optional.empty() : Optional.of(new Texts(head, text.get()).look());
    }

    /** The first bytes, if they are text: UTF-8 without control characters. */
    private static Optional<String> decoded(Head head) {
        ByteBuffer first = head.first();
        for (int i = 0; i < first.remaining(); i++) {
            int b = first.get(i);
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
                return Optional.empty();
            }
        }
        // The last character may be cut: three bytes at most.
        int most = first.remaining() == head.input().size() ? 0 : 3;
        return IntStream.rangeClosed(0, Math.min(most, first.remaining()))
                .mapToObj(cut -> utf8(first.duplicate().limit(first.limit() - cut)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> utf8(ByteBuffer bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return Optional.of(text.replace("\uFEFF", ""));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private Refused look() throws IOException {
        String start = text.strip();
        String lower = start.toLowerCase(Locale.ROOT);
        if (start.startsWith("version https://git-lfs")) {
            return pointer();
        }
        if (lower.startsWith("<!doctype") || lower.startsWith("<html") || lower.startsWith("<head")) {
            return new Refused("a web page" + quoted(TITLE, " titled "), DOWNLOAD);
        }
        if (lower.startsWith("<?xml") || lower.startsWith("<error")) {
            return new Refused("an XML answer of a server" + quoted(XML_MESSAGE, " that says "), DOWNLOAD);
        }
        if (lower.startsWith("entry not found") || lower.startsWith("access denied") || lower.startsWith("not found")) {
            return new Refused("the answer '" + shortened(start) + "' of a server", DOWNLOAD);
        }
        if (start.startsWith("{") || start.startsWith("[")) {
            return json();
        }
        return new Refused("a text file, beginning '" + shortened(start) + "'", "Give the checkpoint file itself.");
    }

    private Refused pointer() {
        Matcher size = LFS_SIZE.matcher(text);
        Matcher oid = LFS_OID.matcher(text);
        String of = size.find()
                ? String.format(Locale.ROOT, " to an object of %,d bytes", Long.parseLong(size.group(1)))
                : "";
        String sha = oid.find() ? ", sha256 " + oid.group(1) : "";
        return new Refused(
                "a Git LFS pointer" + of + sha, "The repository was cloned without its large files. Run: git lfs pull");
    }

    private String quoted(Pattern pattern, String before) {
        Matcher m = pattern.matcher(text);
        return m.find() ? before + "'" + shortened(m.group(1)) + "'" : "";
    }

    private Refused json() throws IOException {
        if (head.input().size() > LARGEST_JSON) {
            return new Refused("a JSON text", "Give the checkpoint file itself.");
        }
        JsonNode root;
        try {
            root = new ObjectMapper()
                    .readTree(
                            InputBytes.read(head.input(), 0, (int) head.input().size())
                                    .array());
        } catch (JsonProcessingException e) {
            return new Refused("a text file, beginning '" + shortened(text) + "'", "Give the checkpoint file itself.");
        }
        if (root.has("error")) {
            return new Refused(
                    "the answer of a server: '" + shortened(root.get("error").toString()) + "'", DOWNLOAD);
        }
        if (root.path("weight_map").isObject()) {
            return index(root.get("weight_map"));
        }
        return new Refused("a JSON file, such as a model's config", "Give the checkpoint file that lies beside it.");
    }

    private static Refused index(JsonNode map) {
        TreeSet<String> files = new TreeSet<>();
        map.forEach(v -> files.add(v.asText()));
        String first = files.isEmpty() ? "none" : "the first " + shortened(files.first());
        return new Refused(
                String.format(Locale.ROOT, "the index of a checkpoint in %,d files, %s", files.size(), first),
                "Give one of the files.");
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
    }
}
