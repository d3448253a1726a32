package io.regraft.format.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Finds where the values of a JSON text lie, which is known to be valid. */
final class JsonScanner {

    private final byte[] bytes;
    private int at;

    private JsonScanner(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** A range of bytes. */
    record Span(int start, int end) {}

    /** A member of an object: its key without quotes, as it is written, and both ranges. */
    record Member(Span key, Span value) {}

    /** Where the value that begins the text lies; a byte-order mark is passed over. */
    static Span root(byte[] bytes) {
        boolean marked = bytes.length > 2 && (bytes[0] & 0xFF) == 0xEF && (bytes[1] & 0xFF) == 0xBB;
        JsonScanner scanner = new JsonScanner(bytes, marked ? 3 : 0);
        return scanner.value();
    }

    static boolean isObject(byte[] bytes, Span span) {
        return bytes[span.start()] == '{';
    }

    static boolean isArray(byte[] bytes, Span span) {
        return bytes[span.start()] == '[';
    }

    static List<Member> members(byte[] bytes, Span object) {
        JsonScanner s = new JsonScanner(bytes, object.start() + 1);
        List<Member> members = new ArrayList<>();
        s.blanks();
        while (bytes[s.at] != '}') {
            Span key = s.value();
            s.blanks();
            s.at++;
            members.add(new Member(key, s.value()));
            s.blanks();
            if (bytes[s.at] == ',') {
                s.at++;
                s.blanks();
            }
        }
        return members;
    }

    static List<Span> items(byte[] bytes, Span array) {
        JsonScanner s = new JsonScanner(bytes, array.start() + 1);
        List<Span> items = new ArrayList<>();
        s.blanks();
        while (bytes[s.at] != ']') {
            items.add(s.value());
            s.blanks();
            if (bytes[s.at] == ',') {
                s.at++;
                s.blanks();
            }
        }
        return items;
    }

    static String text(byte[] bytes, Span span) {
        return new String(bytes, span.start(), span.end() - span.start(), StandardCharsets.UTF_8);
    }

    private void blanks() {
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }

    private Span value() {
        blanks();
        int start = at;
        if (bytes[at] == '"') {
            string();
        } else if (bytes[at] == '{' || bytes[at] == '[') {
            nested();
        } else {
            while (at < bytes.length && ",]} \n\r\t".indexOf(bytes[at]) < 0) {
                at++;
            }
        }
        return new Span(start, at);
    }

    private void string() {
        at++;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void nested() {
        int depth = 0;
        do {
            switch (bytes[at]) {
                case '"' -> {
                    string();
                    continue;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            at++;
        } while (depth > 0);
    }
}
