package io.regraft.format.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.regraft.checkpoint.Plain;
import io.regraft.format.document.JsonScanner.Member;
import io.regraft.format.document.JsonScanner.Span;
import io.regraft.problem.Kind;
import io.regraft.problem.NearestName;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JSON file (RFC 8259) whose edits are patches of its bytes. */
public final class JsonDocument implements Document {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxStringLength(1 << 26)
                    .build())
            .build();

    private final String name;
    private final byte[] bytes;

    private JsonDocument(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * Reads a file.
     *
     * @throws RegraftException if it is no JSON, or a key stands twice in an object
     */
    public static JsonDocument of(String name, byte[] bytes) {
        try (JsonParser p = JSON.createParser(bytes)) {
            boolean any = p.nextToken() != null;
            p.skipChildren();
            if (!any || p.nextToken() != null) {
                throw broken(name, any ? "something follows the JSON value" : "the file is empty", 1, 1);
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
            throw broken(
                    name,
                    "this is no JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    Math.max(1, line),
                    Math.max(1, column));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JsonDocument(name, bytes.clone());
    }

    private static RegraftException broken(String name, String what, int line, int column) {
        return new Problem(
                        Kind.CHECKPOINT,
                        new Where.InText(name, line, column),
                        what,
                        "It can't be edited as it is: mend it first.")
                .asException();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public JsonDocument with(List<String> tokens, Plain value, Where at) {
        requireSpellable(value, at);
        if (tokens.isEmpty()) {
            throw wrong(at, "the pointer to the whole of " + name + " replaces all of it", "Point to a member: /key.");
        }
        Span container = container(tokens, at);
        String last = tokens.get(tokens.size() - 1);
        if (JsonScanner.isObject(bytes, container)) {
            List<Member> members = JsonScanner.members(bytes, container);
            List<Span> keys = members.stream().map(Member::key).toList();
            JsonStyle style = JsonStyle.of(bytes, container, keys, colon(members));
            Optional<Span> there = member(members, last).map(Member::value);
            return there.isPresent()
                    ? patched(there.get(), style.write(value))
                    : inserted(
                            container,
                            members.stream().map(Member::value).toList(),
                            style.quoted(last) + style.colon() + style.write(value),
                            style);
        }
        List<Span> items = JsonScanner.items(bytes, container);
        JsonStyle style = JsonStyle.of(bytes, container, items, ": ");
        return last.equals("-")
                ? inserted(container, items, style.write(value), style)
                : patched(item(items, tokens, at), style.write(value));
    }

    @Override
    public JsonDocument without(List<String> tokens, Where at) {
        if (tokens.isEmpty()) {
            throw wrong(at, "the pointer to the whole of " + name + " takes all of it out", "Point to a member: /key.");
        }
        Span container = container(tokens, at);
        List<Span> all = new ArrayList<>();
        int index;
        if (JsonScanner.isObject(bytes, container)) {
            List<Member> members = JsonScanner.members(bytes, container);
            members.forEach(m -> all.add(new Span(m.key().start(), m.value().end())));
            index = members.indexOf(member(members, tokens.get(tokens.size() - 1))
                    .orElseThrow(() -> missing(tokens, tokens.size() - 1, keys(members), at)));
        } else {
            all.addAll(JsonScanner.items(bytes, container));
            index = all.indexOf(item(all, tokens, at));
        }
        if (all.size() == 1) {
            return patched(new Span(container.start() + 1, container.end() - 1), "");
        }
        return index + 1 < all.size()
                ? patched(new Span(all.get(index).start(), all.get(index + 1).start()), "")
                : patched(new Span(all.get(index - 1).end(), all.get(index).end()), "");
    }

    private static void requireSpellable(Plain value, Where at) {
        if (value instanceof Plain.Real r && !Double.isFinite(r.value())) {
            throw wrong(at, "JSON can't spell " + r.value(), "Write null, or a number that is finite.");
        }
        if (value instanceof Plain.Items items) {
            items.values().forEach(v -> requireSpellable(v, at));
        } else if (value instanceof Plain.Fields fields) {
            fields.values().values().forEach(v -> requireSpellable(v, at));
        }
    }

    /** The object or array that holds what the last token names. */
    private Span container(List<String> tokens, Where at) {
        Span here = JsonScanner.root(bytes);
        for (int i = 0; i < tokens.size(); i++) {
            if (!JsonScanner.isObject(bytes, here) && !JsonScanner.isArray(bytes, here)) {
                throw wrong(
                        at,
                        pointer(tokens.subList(0, i)) + " of " + name + " is " + shortened(here)
                                + ", which holds nothing",
                        "Point to something in an object or a list.");
            }
            if (i == tokens.size() - 1) {
                return here;
            }
            if (JsonScanner.isObject(bytes, here)) {
                List<Member> members = JsonScanner.members(bytes, here);
                int depth = i;
                here = member(members, tokens.get(i))
                        .orElseThrow(() -> missing(tokens, depth, keys(members), at))
                        .value();
            } else {
                here = item(JsonScanner.items(bytes, here), tokens.subList(0, i + 1), at);
            }
        }
        throw new IllegalStateException("no tokens");
    }

    private String shortened(Span span) {
        String text = JsonScanner.text(bytes, span);
        return text.length() > 40 ? text.substring(0, 37) + "…" : text;
    }

    private List<String> keys(List<Member> members) {
        return members.stream().map(this::key).toList();
    }

    private String key(Member m) {
        try (JsonParser p = JSON.createParser(JsonScanner.text(bytes, m.key()))) {
            p.nextToken();
            return p.getText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Member> member(List<Member> members, String key) {
        return members.stream().filter(m -> key(m).equals(key)).findFirst();
    }

    private Span item(List<Span> items, List<String> tokens, Where at) {
        String last = tokens.get(tokens.size() - 1);
        if (last.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(last) < items.size()) {
            return items.get(Integer.parseInt(last));
        }
        throw wrong(
                at,
                pointer(tokens) + " is not in " + name + ", whose list there has " + items.size() + " items",
                "Items count from 0; - is the place after the last.");
    }

    private RegraftException missing(List<String> tokens, int depth, List<String> keys, Where at) {
        String nearest = NearestName.of(tokens.get(depth), keys)
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("");
        return wrong(
                at,
                pointer(tokens.subList(0, depth + 1)) + " is not in " + name + nearest,
                "A pointer leads through what is there; only its last part may be new.");
    }

    private static RegraftException wrong(Where at, String what, String fix) {
        return new Problem(Kind.MIGRATION, at, what, fix).asException();
    }

    private static String pointer(List<String> tokens) {
        StringBuilder out = new StringBuilder();
        tokens.forEach(t -> out.append('/').append(t.replace("~", "~0").replace("/", "~1")));
        return out.isEmpty() ? "the whole" : out.toString();
    }

    private String colon(List<Member> members) {
        return members.isEmpty()
                ? ": "
                : new String(
                        bytes,
                        members.get(0).key().end(),
                        members.get(0).value().start() - members.get(0).key().end(),
                        StandardCharsets.US_ASCII);
    }

    private JsonDocument inserted(Span container, List<Span> values, String text, JsonStyle style) {
        if (values.isEmpty()) {
            String outer = style.indent()
                    .substring(0, style.indent().length() - style.unit().length());
            String inside = style.lines() ? style.newline() + style.indent() + text + style.newline() + outer : text;
            return patched(new Span(container.start() + 1, container.end() - 1), inside);
        }
        int end = values.get(values.size() - 1).end();
        String before = style.lines() ? "," + style.newline() + style.indent() : style.comma();
        return patched(new Span(end, end), before + text);
    }

    private JsonDocument patched(Span span, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + text.length());
        out.write(bytes, 0, span.start());
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(bytes, span.end(), bytes.length - span.end());
        return of(name, out.toByteArray());
    }
}
