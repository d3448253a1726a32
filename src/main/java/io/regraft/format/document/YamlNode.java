package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a YAML text and where it stands.
 *
 * @param start where it begins, as an index of the text
 * @param end where it ends; of what is written on lines of its own, where its last member ends
 * @param flow true for a map or list in brackets
 * @param quote the character that a single value is quoted with, {@code |} for a block; a space if it is plain
 * @param marked what it carries that an edit would lose: an anchor, an alias or a tag
 * @param text a single value without quotes
 */
record YamlNode(
        Kind kind,
        int start,
        int end,
        boolean flow,
        char quote,
        Optional<String> marked,
        String text,
        List<YamlNode.Member> members) {

    static final char PLAIN = ' ';
    static final char BLOCK = '|';

    enum Kind {
        SINGLE,
        MAP,
        LIST,
        ALIAS
    }

    /** An entry of a map or an item of a list, which has no key. */
    record Member(Optional<YamlNode> key, YamlNode value) {
        boolean isNamed(String name) {
            return key.filter(k -> k.kind == Kind.SINGLE && k.text.equals(name)).isPresent();
        }

        int start() {
            return key.map(YamlNode::start).orElse(value.start);
        }

        int end() {
            return Math.max(value.end, key.map(YamlNode::end).orElse(0));
        }
    }

    boolean isContainer() {
        return kind == Kind.MAP || kind == Kind.LIST;
    }

    /** True for a map or list without brackets. */
    boolean isBlock() {
        return isContainer() && !flow;
    }

    /** True where nothing is written: the null after {@code key:}. */
    boolean isEmpty() {
        return kind == Kind.SINGLE && start == end;
    }

    /** An anchor, alias or tag in it. */
    Optional<String> markedWithin() {
        Deque<YamlNode> open = new ArrayDeque<>(List.of(this));
        while (!open.isEmpty()) {
            YamlNode n = open.pop();
            if (n.marked.isPresent()) {
                return n.marked;
            }
            n.members.forEach(m -> {
                m.key().ifPresent(open::push);
                open.push(m.value());
            });
        }
        return Optional.empty();
    }

    /** True if both are the same value, wherever and however they are written. */
    boolean isSame(YamlNode other) {
        if (kind != other.kind
                || !text.equals(other.text)
                || !marked.equals(other.marked)
                || (quote == PLAIN) != (other.quote == PLAIN)
                || members.size() != other.members.size()) {
            return false;
        }
        for (int i = 0; i < members.size(); i++) {
            if (!isSame(members.get(i), other.members.get(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isSame(Member one, Member other) {
        return one.key().isPresent() == other.key().isPresent()
                && (one.key().isEmpty() || one.key().get().isSame(other.key().get()))
                && one.value().isSame(other.value());
    }

    /** True if it reads as a value. */
    boolean is(Plain value) {
        if (marked.isPresent()) {
            return false;
        }
        if (value instanceof Plain.Items items) {
            return kind == Kind.LIST && members.size() == items.values().size() && all(items.values());
        }
        if (value instanceof Plain.Fields fields) {
            return kind == Kind.MAP
                    && members.size() == fields.values().size()
                    && members.stream().map(m -> m.key().get().text).toList().equals(List.copyOf(keys(fields)))
                    && all(List.copyOf(fields.values().values()));
        }
        if (value instanceof Plain.Text t) {
            return kind == Kind.SINGLE && text.equals(t.value()) && (quote != PLAIN || YamlStyle.isPlainText(text));
        }
        return kind == Kind.SINGLE && quote == PLAIN && text.equals(YamlStyle.single(value));
    }

    private static List<String> keys(Plain.Fields fields) {
        return fields.values().entrySet().stream().map(Map.Entry::getKey).toList();
    }

    private boolean all(List<Plain> values) {
        for (int i = 0; i < values.size(); i++) {
            if (!members.get(i).value().is(values.get(i))) {
                return false;
            }
        }
        return true;
    }
}
