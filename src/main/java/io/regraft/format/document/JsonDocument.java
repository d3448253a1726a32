package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import io.regraft.format.document.JsonScanner.Member;
import io.regraft.format.document.JsonScanner.Span;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JSON file under edit. */
final class JsonDocument implements Document {

    private final String file;
    private final byte[] bytes;
    private final JsonScanner scanner;
    private final Span root;

    private JsonDocument(String file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
        scanner = new JsonScanner(file, bytes);
        root = scanner.root();
    }

    static JsonDocument of(String file, byte[] bytes) {
        return new JsonDocument(file, bytes.clone());
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public Optional<Found> find(JsonPointer pointer) {
        Span at = root;
        for (String token : pointer.tokens()) {
            Optional<Member> member = isContainer(at) ? member(at, token) : Optional.empty();
            if (member.isEmpty()) {
                return Optional.empty();
            }
            at = member.get().value();
        }
        if (isContainer(at)) {
            return Optional.of(
                    new Found(Optional.empty(), scanner.members(at.start()).size()));
        }
        String text = bytes[at.start()] == '"' ? scanner.text(at.start(), at.end()) : ascii(at.start(), at.end());
        return Optional.of(new Found(Optional.of(text), 0));
    }

    @Override
    public List<JsonPointer> maps() {
        List<JsonPointer> maps = new ArrayList<>();
        maps(new JsonPointer(List.of()), root, maps);
        return maps;
    }

    private void maps(JsonPointer pointer, Span value, List<JsonPointer> into) {
        if (bytes[value.start()] == '{' && pointer.tokens().size() < LEVELS) {
            into.add(pointer);
            scanner.members(value.start())
                    .forEach(m -> maps(pointer.child(m.key().orElseThrow()), m.value(), into));
        }
    }

    @Override
    public Document set(JsonPointer pointer, Plain value, Where at) {
        Misfit misfit = new Misfit(file, pointer, at);
        if (JsonStyle.isNonFinite(value) && !scanner.hasNonFinite()) {
            throw misfit.refused(
                    "JSON has no word for NaN and infinities, and " + file + " uses none",
                    "Give a finite number, null or a text.");
        }
        if (pointer.tokens().isEmpty()) {
            return replaced(root, style().write(value, "", style().lines()));
        }
        Span holder = holder(pointer, misfit);
        Optional<Member> member = member(holder, pointer.last());
        if (member.isPresent()) {
            Span old = member.get().value();
            boolean inOneLine =
                    isContainer(old) && !scanner.members(old.start()).isEmpty() && !hasLineEnd(old.start(), old.end());
            return replaced(old, style().write(value, indentAt(old.start()), style().lines() && !inOneLine));
        }
        boolean object = bytes[holder.start()] == '{';
        List<Member> members = scanner.members(holder.start());
        if (!object && !pointer.last().equals(JsonPointer.APPEND)) {
            throw misfit.noItem(pointer.tokens().size() - 1, members.size());
        }
        Optional<String> key = object ? Optional.of(pointer.last()) : Optional.empty();
        return members.isEmpty() ? first(holder, key, value) : next(members, holder, key, value);
    }

    @Override
    public Document remove(JsonPointer pointer, Where at) {
        Misfit misfit = new Misfit(file, pointer, at);
        if (pointer.tokens().isEmpty()) {
            throw misfit.refused("the whole of " + file + " can't be removed", "Name a part of it, as '/vocab_size'.");
        }
        Span holder = holder(pointer, misfit);
        List<Member> members = scanner.members(holder.start());
        int depth = pointer.tokens().size() - 1;
        Member member = member(holder, pointer.last())
                .orElseThrow(() -> bytes[holder.start()] == '{'
                        ? misfit.noKey(depth, keys(members))
                        : misfit.noItem(depth, members.size()));
        int index = members.indexOf(member);
        if (members.size() == 1) {
            return replaced(new Span(holder.start() + 1, holder.end() - 1), "");
        }
        return index + 1 < members.size()
                ? replaced(new Span(start(member), start(members.get(index + 1))), "")
                : replaced(
                        new Span(
                                members.get(index - 1).value().end(),
                                member.value().end()),
                        "");
    }

    // Finding

    /** The object or array that holds, or is to hold, what a pointer names. */
    private Span holder(JsonPointer pointer, Misfit misfit) {
        Span at = root;
        for (int depth = 0; ; depth++) {
            if (!isContainer(at)) {
                throw misfit.noHolder(depth);
            }
            if (depth == pointer.tokens().size() - 1) {
                return at;
            }
            Span container = at;
            int level = depth;
            at = member(at, pointer.tokens().get(depth))
                    .orElseThrow(() -> {
                        List<Member> members = scanner.members(container.start());
                        return bytes[container.start()] == '{'
                                ? misfit.noKey(level, keys(members))
                                : misfit.noItem(level, members.size());
                    })
                    .value();
        }
    }

    private static List<String> keys(List<Member> members) {
        return members.stream().flatMap(m -> m.key().stream()).toList();
    }

    private boolean isContainer(Span value) {
        return bytes[value.start()] == '{' || bytes[value.start()] == '[';
    }

    private Optional<Member> member(Span container, String token) {
        List<Member> members = scanner.members(container.start());
        if (bytes[container.start()] == '[') {
            return JsonPointer.index(token).filter(i -> i < members.size()).map(members::get);
        }
        List<Member> named =
                members.stream().filter(m -> m.key().get().equals(token)).toList();
        if (named.size() > 1) {
            throw new Problem(
                            Kind.CHECKPOINT,
                            scanner.where(named.get(1).keySpan().start()),
                            "the key '" + token + "' stands twice in one object, first at "
                                    + scanner.where(named.get(0).keySpan().start())
                                            .text(),
                            "Take one out by hand: loaders differ in which they take.")
                    .asException();
        }
        return named.stream().findFirst();
    }

    private static int start(Member m) {
        return m.key().isPresent() ? m.keySpan().start() : m.value().start();
    }

    // Writing

    private JsonDocument first(Span holder, Optional<String> key, Plain value) {
        JsonStyle style = style();
        String indent = indentAt(holder.start());
        String inner = style.lines() ? style.newline() + indent + style.unit() : "";
        String written = key.map(k -> style.text(k) + style.colon()).orElse("")
                + style.write(value, indent + style.unit(), style.lines());
        return replaced(
                new Span(holder.start() + 1, holder.end() - 1),
                inner + written + (style.lines() ? style.newline() + indent : ""));
    }

    private JsonDocument next(List<Member> members, Span holder, Optional<String> key, Plain value) {
        JsonStyle style = style();
        Member last = members.get(members.size() - 1);
        String separator = members.size() > 1
                ? ascii(members.get(members.size() - 2).value().end(), start(last))
                : hasLineEnd(holder.start(), start(last))
                        ? "," + ascii(holder.start() + 1, start(last))
                        : style.comma();
        String colon =
                key.isPresent() ? ascii(last.keySpan().end(), last.value().start()) : "";
        boolean onLines = separator.indexOf('\n') >= 0;
        String written = separator
                + key.map(k -> style.text(k) + colon).orElse("")
                + style.write(value, indentAt(start(last)), style.lines() && onLines);
        return replaced(new Span(last.value().end(), last.value().end()), written);
    }

    private JsonDocument replaced(Span span, String by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + by.length());
        out.write(bytes, 0, span.start());
        out.writeBytes(by.getBytes(StandardCharsets.UTF_8));
        out.write(bytes, span.end(), bytes.length - span.end());
        return new JsonDocument(file, out.toByteArray());
    }

    // Style

    private JsonStyle style() {
        List<Member> members = isContainer(root) ? scanner.members(root.start()) : List.of();
        boolean lines = !members.isEmpty() && hasLineEnd(root.start(), start(members.get(0)));
        String unit = lines ? indentAt(start(members.get(0))) : "";
        String newline = new String(bytes, StandardCharsets.UTF_8).contains("\r\n") ? "\r\n" : "\n";
        String colon = members.stream()
                .filter(m -> m.key().isPresent())
                .findFirst()
                .map(m -> ascii(m.keySpan().end(), m.value().start()))
                .orElse(": ");
        String comma = !lines && members.size() > 1
                ? ascii(members.get(0).value().end(), start(members.get(1)))
                : colon.endsWith(" ") ? ", " : ",";
        return new JsonStyle(lines, unit, newline, comma, colon, isAscii());
    }

    /** True if the file writes what is not ASCII as escapes, as far as it has any. */
    private boolean isAscii() {
        boolean escapes = false;
        for (int i = root.start(); i < root.end(); i++) {
            if (bytes[i] < 0) {
                return false;
            }
            escapes |= bytes[i] == '\\' && bytes[i + 1] == 'u';
        }
        return escapes;
    }

    /** The blanks at the head of the line of an offset. */
    private String indentAt(int offset) {
        int from = offset;
        while (from > 0 && bytes[from - 1] != '\n') {
            from--;
        }
        int to = from;
        while (to < offset && (bytes[to] == ' ' || bytes[to] == '\t')) {
            to++;
        }
        return ascii(from, to);
    }

    private boolean hasLineEnd(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    private String ascii(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
