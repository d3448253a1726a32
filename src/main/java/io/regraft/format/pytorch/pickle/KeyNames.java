package io.regraft.format.pytorch.pickle;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the keys of one mapping are called in a path; a name tells nothing of where in the pickle its key stands.
 *
 * <p>A text is its own name. Numbers, {@code None}, booleans, bytes, and tuples of literals are named as
 * Python prints them: {@code ('a', 1)}; a class or dtype by its own name. Any other key, and one whose print is long or
 * deep, is counted from 0 among those of its sort in its mapping: {@code (torch.device 0)}. Such a name is changed when
 * an earlier one of its sort is taken out. Keys of different types can still have one name: {@code 7} and {@code '7'}.
 */
public final class KeyNames {

    /** Characters of a literal that is no text by itself. */
    private static final int LONGEST = 120;

    /** What Python prints of an integer. */
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0," + LONGEST + "}");

    /** Tuples in each other. */
    private static final int DEEPEST = 6;

    private final List<Entry> entries;
    /** Names of the keys that are counted, by number of the entry; made when one is asked for. */
    private Optional<Map<Integer, String>> counted = Optional.empty();

    private KeyNames(List<Entry> entries) {
        this.entries = entries;
    }

    /** The names of the keys of a mapping, all of whose entries these are. */
    public static KeyNames of(List<Entry> entries) {
        return new KeyNames(entries);
    }

    /** The name of an entry's key. */
    public String name(Entry entry) {
        Node key = entry.key();
        if (key.kind() == NodeKind.TEXT) {
            return key.text();
        }
        return literal(key).orElseGet(() -> counted().get(entry.number()));
    }

    /** True if there are keys, and all are integers: a new name that is one becomes one, too. */
    public boolean areIntegers() {
        return !entries.isEmpty() && entries.stream().allMatch(e -> e.key().kind() == NodeKind.INT);
    }

    /** The key that a new name gets in a mapping: an integer where all its keys are, else a text. */
    public static NewValue key(boolean integers, String name) {
        return integers && INTEGER.matcher(name).matches() ? new NewValue.Int(new BigInteger(name)) : NewValue.of(name);
    }

    /** True if the name is a place among others. */
    public static boolean isCounted(Entry entry) {
        return !isLiteral(entry.key());
    }

    /** The entries whose names would change without this one. */
    public static List<Entry> countedWith(Entry entry) {
        if (isLiteral(entry.key())) {
            return List.of();
        }
        String sort = sort(entry.key());
        return entry.owner().entries().stream()
                .filter(e -> e.number() > entry.number())
                .filter(e -> !isLiteral(e.key()) && sort(e.key()).equals(sort))
                .toList();
    }

    private Map<Integer, String> counted() {
        if (counted.isEmpty()) {
            Map<Integer, String> names = new HashMap<>();
            Map<String, Integer> counts = new HashMap<>();
            for (Entry e : entries) {
                if (!isLiteral(e.key())) {
                    String sort = sort(e.key());
                    int number = counts.merge(sort, 1, Integer::sum) - 1;
                    names.put(e.number(), "(" + sort + " " + number + ")");
                }
            }
            counted = Optional.of(names);
        }
        return counted.get();
    }

    private static String sort(Node key) {
        return key.calls()
                .map(g -> g.current().toString())
                .filter(name -> name.length() <= LONGEST)
                .orElseGet(() -> switch (key.kind()) {
                    case REDUCE, NEWOBJ, INSTANCE, EXTENSION -> "object";
                    case PERSID -> "persistent id";
                    case NONE, BOOL, INT, FLOAT, TEXT, BYTES, BYTEARRAY, GLOBAL, TUPLE, LIST, DICT, SET, FROZENSET ->
                        key.kind().name().toLowerCase(Locale.ROOT);
                });
    }

    private static boolean isLiteral(Node key) {
        return key.kind() == NodeKind.TEXT || literal(key).isPresent();
    }

    // Literals

    /** A key as Python prints it; empty if it is no literal, or a long one. */
    private static Optional<String> literal(Node key) {
        StringBuilder out = new StringBuilder();
        return print(key, 0, out) ? Optional.of(out.toString()) : Optional.empty();
    }

    /** Prints a node; false as soon as that can't be done. */
    private static boolean print(Node node, int depth, StringBuilder out) {
        return switch (node.kind()) {
            case NONE -> append("None", out);
            case BOOL -> append(node.bool() ? "True" : "False", out);
            case INT -> {
                BigInteger value = node.bigInteger();
                yield value.bitLength() <= 3 * LONGEST && append(value.toString(), out);
            }
            case FLOAT -> append(PythonText.real(node.real()), out);
            case TEXT -> {
                String text = node.text();
                yield text.length() <= LONGEST && append(PythonText.quoted(text), out);
            }
            case BYTES -> node.byteLength() <= LONGEST && append(PythonText.bytes(node.latin1()), out);
            case GLOBAL -> append(node.global().orElseThrow().current().toString(), out);
            case TUPLE -> depth < DEEPEST && printTuple(node, depth, out);
            case REDUCE -> printCall(node, out);
            case BYTEARRAY, LIST, DICT, SET, FROZENSET, NEWOBJ, INSTANCE, PERSID, EXTENSION -> false;
        };
    }

    private static boolean append(String text, StringBuilder out) {
        out.append(text);
        return out.length() <= LONGEST;
    }

    private static boolean printTuple(Node tuple, int depth, StringBuilder out) {
        if (tuple.size() > LONGEST) {
            return false;
        }
        out.append('(');
        List<Node> items = tuple.items();
        for (int i = 0; i < items.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            if (!print(items.get(i), depth + 1, out)) {
                return false;
            }
        }
        return append(items.size() == 1 ? ",)" : ")", out);
    }

    /** Below protocol 3 bytes are written as a call that makes them of a text, or of nothing. */
    private static boolean printCall(Node call, StringBuilder out) {
        List<Node> args = call.args();
        if (call.calls("_codecs", "encode") && args.size() == 2 && args.get(1).isText("latin1")) {
            Node text = args.get(0);
            return text.kind() == NodeKind.TEXT
                    && text.text().length() <= LONGEST
                    && text.text().chars().allMatch(c -> c < 0x100)
                    && append(PythonText.bytes(text.text()), out);
        }
        return call.calls("builtins", "bytes") && args.isEmpty() && append("b''", out);
    }
}
