package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import io.regraft.format.document.YamlNode.Kind;
import io.regraft.format.document.YamlNode.Member;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A YAML file under edit. */
final class YamlDocument implements Document {

    private final String file;
    /** Without a byte-order mark. */
    private final String text;

    private final boolean mark;
    private final YamlScanner scanner;
    private final YamlNode root;

    private YamlDocument(String file, String text, boolean mark) {
        this.file = file;
        this.text = text;
        this.mark = mark;
        scanner = new YamlScanner(file, text);
        root = scanner.root();
    }

    static YamlDocument of(String file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean mark = text.startsWith("\uFEFF");
            return new YamlDocument(file, mark ? text.substring(1) : text, mark);
        } catch (CharacterCodingException e) {
            throw Problem.expected(
                            io.regraft.problem.Kind.CHECKPOINT,
                            new Where.InFile(file),
                            "UTF-8",
                            "other bytes",
                            "Save it as UTF-8.")
                    .asException();
        }
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(((mark ? "\uFEFF" : "") + text).getBytes(StandardCharsets.UTF_8))
                .asReadOnlyBuffer();
    }

    @Override
    public Optional<Found> find(JsonPointer pointer) {
        YamlNode at = root;
        for (String token : pointer.tokens()) {
            Optional<Member> member = member(at, token);
            if (member.isEmpty()) {
                return Optional.empty();
            }
            at = member.get().value();
        }
        return Optional.of(
                at.isContainer()
                        ? new Found(Optional.empty(), at.members().size())
                        : new Found(Optional.of(at.text()), 0));
    }

    @Override
    public List<JsonPointer> maps() {
        List<JsonPointer> maps = new ArrayList<>();
        maps(new JsonPointer(List.of()), root, maps);
        return maps;
    }

    private static void maps(JsonPointer pointer, YamlNode value, List<JsonPointer> into) {
        if (value.kind() == Kind.MAP && pointer.tokens().size() < LEVELS) {
            into.add(pointer);
            value.members()
                    .forEach(m -> maps(pointer.child(m.key().orElseThrow().text()), m.value(), into));
        }
    }

    @Override
    public Document set(JsonPointer pointer, Plain value, Where at) {
        Misfit misfit = new Misfit(file, pointer, at);
        if (pointer.tokens().isEmpty()) {
            throw misfit.refused("the whole of " + file + " can't be set", "Name a part of it, as '/vocab_size'.");
        }
        YamlNode holder = holder(pointer, misfit);
        Optional<Member> member = member(holder, pointer.last());
        YamlDocument edited;
        if (member.isPresent()) {
            requireUnmarked(member.get().value(), misfit);
            edited = replaced(member.get(), value);
        } else {
            if (holder.kind() == Kind.LIST && !pointer.last().equals(JsonPointer.APPEND)) {
                throw misfit.noItem(
                        pointer.tokens().size() - 1, holder.members().size());
            }
            edited = added(holder, holder.kind() == Kind.MAP ? Optional.of(pointer.last()) : Optional.empty(), value);
        }
        new YamlProof(root, pointer, Optional.of(value)).check(edited.root, misfit);
        return edited;
    }

    @Override
    public Document remove(JsonPointer pointer, Where at) {
        Misfit misfit = new Misfit(file, pointer, at);
        if (pointer.tokens().isEmpty()) {
            throw misfit.refused("the whole of " + file + " can't be removed", "Name a part of it, as '/vocab_size'.");
        }
        YamlNode holder = holder(pointer, misfit);
        int depth = pointer.tokens().size() - 1;
        Member member = member(holder, pointer.last()).orElseThrow(() -> missing(holder, depth, misfit));
        requireUnmarked(member.value(), misfit);
        YamlDocument edited = removed(holder, holder.members().indexOf(member), misfit);
        new YamlProof(root, pointer, Optional.empty()).check(edited.root, misfit);
        return edited;
    }

    // Finding

    private YamlNode holder(JsonPointer pointer, Misfit misfit) {
        YamlNode at = root;
        for (int depth = 0; ; depth++) {
            YamlNode here = at;
            here.marked().ifPresent(m -> {
                throw misfit.refused(
                        scanner.where(here.start()).text() + " carries " + m + ", which an edit does not follow",
                        "Edit the file by hand.");
            });
            if (!at.isContainer()) {
                throw misfit.noHolder(depth);
            }
            if (depth == pointer.tokens().size() - 1) {
                return at;
            }
            int level = depth;
            at = member(at, pointer.tokens().get(depth))
                    .orElseThrow(() -> missing(here, level, misfit))
                    .value();
        }
    }

    private static RuntimeException missing(YamlNode holder, int depth, Misfit misfit) {
        return holder.kind() == Kind.MAP
                ? misfit.noKey(
                        depth,
                        holder.members().stream()
                                .map(m -> m.key().orElseThrow().text())
                                .toList())
                : misfit.noItem(depth, holder.members().size());
    }

    private Optional<Member> member(YamlNode container, String token) {
        List<Member> members = container.members();
        if (container.kind() == Kind.LIST) {
            return JsonPointer.index(token).filter(i -> i < members.size()).map(members::get);
        }
        List<Member> named = members.stream().filter(m -> m.isNamed(token)).toList();
        if (named.size() > 1) {
            throw new Problem(
                            io.regraft.problem.Kind.CHECKPOINT,
                            scanner.where(named.get(1).start()),
                            "the key '" + token + "' stands twice in one map, first at "
                                    + scanner.where(named.get(0).start()).text(),
                            "Take one out by hand: loaders differ in which they take.")
                    .asException();
        }
        return named.stream().findFirst();
    }

    private void requireUnmarked(YamlNode value, Misfit misfit) {
        value.markedWithin().ifPresent(m -> {
            throw misfit.refused(
                    "'" + misfit.pointer() + "' in " + file + " carries " + m + ", which would be lost",
                    "Edit the file by hand.");
        });
    }

    // Writing

    private YamlDocument replaced(Member member, Plain value) {
        YamlNode old = member.value();
        String written = YamlStyle.write(value, old.quote() == YamlNode.BLOCK ? YamlNode.PLAIN : old.quote());
        if (old.isEmpty()) {
            return spliced(old.start(), old.start(), " " + written);
        }
        boolean ownLine = old.isBlock()
                && member.key().isPresent()
                && isOnOtherLine(member.key().get(), old);
        if (!ownLine) {
            return spliced(old.start(), old.end(), written);
        }
        // The value stands on lines of its own: what is new goes behind the colon, and comments stay.
        int colon = text.indexOf(':', member.key().get().end()) + 1;
        int from = text.lastIndexOf('\n', old.start() - 1);
        if (from > 0 && text.charAt(from - 1) == '\r') {
            from--;
        }
        return new YamlDocument(
                file,
                text.substring(0, colon) + " " + written + text.substring(colon, from) + text.substring(old.end()),
                mark);
    }

    private boolean isOnOtherLine(YamlNode key, YamlNode value) {
        return text.substring(key.end(), value.start()).indexOf('\n') >= 0;
    }

    private YamlDocument added(YamlNode holder, Optional<String> key, Plain value) {
        List<Member> members = holder.members();
        char quote = members.isEmpty()
                ? YamlNode.PLAIN
                : members.get(members.size() - 1).key().map(YamlNode::quote).orElse(YamlNode.PLAIN);
        String written = key.map(k -> YamlStyle.text(k, quote) + ": ").orElse(holder.isBlock() ? "- " : "")
                + YamlStyle.write(value, holder.isBlock() ? YamlNode.PLAIN : quote);
        if (!holder.isBlock()) {
            int at = members.isEmpty()
                    ? holder.end() - 1
                    : members.get(members.size() - 1).end();
            return spliced(at, at, (members.isEmpty() ? "" : ", ") + written);
        }
        String newline = text.contains("\r\n") ? "\r\n" : "\n";
        int at = lineEnd(holder.end());
        return spliced(at, at, newline + " ".repeat(column(start(holder, 0))) + written);
    }

    private YamlDocument removed(YamlNode holder, int index, Misfit misfit) {
        List<Member> members = holder.members();
        if (holder.flow()) {
            return members.size() == 1
                    ? spliced(holder.start() + 1, holder.end() - 1, "")
                    : index + 1 < members.size()
                            ? spliced(
                                    members.get(index).start(),
                                    members.get(index + 1).start(),
                                    "")
                            : spliced(
                                    members.get(index - 1).end(),
                                    members.get(index).end(),
                                    "");
        }
        int from = start(holder, index);
        if (members.size() == 1) {
            return emptied(holder, from);
        }
        if (index + 1 < members.size() && !isFirstOnLine(from)) {
            return spliced(from, start(holder, index + 1), "");
        }
        if (!isFirstOnLine(from)) {
            throw misfit.refused(
                    "'" + misfit.pointer() + "' in " + file + " shares its line with what holds it",
                    "Edit the file by hand.");
        }
        int line = text.lastIndexOf('\n', from - 1) + 1;
        int end = lineEnd(members.get(index).end());
        int next = end < text.length() ? text.indexOf('\n', end) + 1 : end;
        if (next == text.length() && end == next && line > 0) {
            // The last line has no line end: that of the line before goes with it.
            line -= line > 1 && text.charAt(line - 2) == '\r' ? 2 : 1;
        }
        return spliced(line, next, "");
    }

    /** Items may stand as far left as the key that holds their list; what is written in their place may not. */
    private YamlDocument emptied(YamlNode holder, int from) {
        int before = from - 1;
        while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
            before--;
        }
        return holder.kind() == Kind.LIST && before >= 0 && text.charAt(before) == ':'
                ? spliced(before + 1, holder.end(), " []")
                : spliced(from, holder.end(), holder.kind() == Kind.MAP ? "{}" : "[]");
    }

    /** Where an entry's key, or the dash before an item, stands. */
    private int start(YamlNode holder, int index) {
        Member member = holder.members().get(index);
        if (holder.kind() == Kind.MAP) {
            return member.start();
        }
        int from = index == 0 ? holder.start() : holder.members().get(index - 1).end();
        return index == 0 ? from : text.indexOf('-', lineEnd(from));
    }

    private boolean isFirstOnLine(int index) {
        return text.substring(text.lastIndexOf('\n', index - 1) + 1, index).isBlank();
    }

    private int column(int index) {
        return index - (text.lastIndexOf('\n', index - 1) + 1);
    }

    /** Where the line of an index ends, before its line end. */
    private int lineEnd(int index) {
        int end = text.indexOf('\n', index);
        end = end < 0 ? text.length() : end;
        return end > index && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private YamlDocument spliced(int from, int to, String by) {
        return new YamlDocument(file, text.substring(0, from) + by + text.substring(to), mark);
    }
}
