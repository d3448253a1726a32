package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import io.regraft.problem.Kind;
import io.regraft.problem.NearestName;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A YAML 1.2 file whose edits are patches of its text: comments, order and quotes stay. */
public final class YamlDocument implements Document {

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(50)
            .setCodePointLimit(64 << 20)
            .build();

    private static final Pattern SAFE = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final String name;
    private final String text;
    private final Node root;

    private YamlDocument(String name, String text, Node root) {
        this.name = name;
        this.text = text;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @throws RegraftException if it is no YAML, not in UTF-8, or more than one document
     */
    public static YamlDocument of(String name, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            List<Node> documents = new ArrayList<>();
            new Compose(SETTINGS).composeAllFromString(text).forEach(documents::add);
            if (documents.size() != 1) {
                throw broken(name, "expected one YAML document, found " + documents.size(), 1, 1);
            }
            return new YamlDocument(name, text, documents.get(0));
        } catch (CharacterCodingException e) {
            throw broken(name, "expected UTF-8, found other bytes", 1, 1);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(1);
            int column = e.getProblemMark().map(m -> m.getColumn() + 1).orElse(1);
            throw broken(name, "this is no YAML: " + e.getProblem(), line, column);
        } catch (YamlEngineException e) {
            throw broken(
                    name,
                    "this is no YAML: " + e.getMessage().lines().findFirst().orElse(""),
                    1,
                    1);
        }
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
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public YamlDocument with(List<String> tokens, Plain value, Where at) {
        Node container = container(tokens, at);
        String last = tokens.get(tokens.size() - 1);
        if (container instanceof MappingNode map) {
            Optional<NodeTuple> there = member(map, last);
            return there.isPresent()
                    ? replaced(map, there.get().getValueNode(), value, tokens, at)
                    : inserted(map, last, value);
        }
        return replaced(container, item((SequenceNode) container, tokens, at), value, tokens, at);
    }

    @Override
    public YamlDocument without(List<String> tokens, Where at) {
        Node container = container(tokens, at);
        if (!(container instanceof MappingNode map)
                || map.getFlowStyle() != FlowStyle.BLOCK
                || map.getValue().size() < 2) {
            throw wrong(
                    at,
                    "only a key of a YAML map that has others, each on a line of its own, can be taken out",
                    "Set it to null, or change " + name + " by hand.");
        }
        List<NodeTuple> members = map.getValue();
        int index = members.indexOf(member(map, tokens.get(tokens.size() - 1))
                .orElseThrow(() -> missing(tokens, tokens.size() - 1, map, at)));
        int start = start(members.get(index).getKeyNode());
        if (index + 1 < members.size()) {
            return patched(start, start(members.get(index + 1).getKeyNode()), "");
        }
        int line = text.lastIndexOf('\n', start - 1);
        int end = end(members.get(index).getValueNode());
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return patched(line, end, "");
    }

    private Node container(List<String> tokens, Where at) {
        if (tokens.isEmpty()) {
            throw wrong(at, "the pointer to the whole of " + name + " changes all of it", "Point to a member: /key.");
        }
        Node here = root;
        for (int i = 0; ; i++) {
            if (here.getAnchor().isPresent()) {
                throw shared(tokens, at);
            }
            if (!(here instanceof MappingNode) && !(here instanceof SequenceNode)) {
                throw wrong(
                        at,
                        pointer(tokens.subList(0, i)) + " of " + name + " is a single value, which holds nothing",
                        "Point to something in a map or a list.");
            }
            if (i == tokens.size() - 1) {
                return here;
            }
            if (here instanceof MappingNode map) {
                int depth = i;
                here = member(map, tokens.get(i))
                        .orElseThrow(() -> missing(tokens, depth, map, at))
                        .getValueNode();
            } else {
                here = item((SequenceNode) here, tokens.subList(0, i + 1), at);
            }
        }
    }

    private static Optional<NodeTuple> member(MappingNode map, String key) {
        return map.getValue().stream()
                .filter(t ->
                        t.getKeyNode() instanceof ScalarNode s && s.getValue().equals(key))
                .findFirst();
    }

    private Node item(SequenceNode list, List<String> tokens, Where at) {
        String last = tokens.get(tokens.size() - 1);
        if (last.matches("0|[1-9][0-9]{0,8}")
                && Integer.parseInt(last) < list.getValue().size()) {
            return list.getValue().get(Integer.parseInt(last));
        }
        throw wrong(
                at,
                pointer(tokens) + " is not in " + name + ", whose list there has "
                        + list.getValue().size() + " items",
                "Items count from 0; in a YAML list only those that are there can be changed.");
    }

    private YamlDocument replaced(Node container, Node old, Plain value, List<String> tokens, Where at) {
        if (old.getAnchor().isPresent() || start(old) < start(container)) {
            throw shared(tokens, at);
        }
        if (!(old instanceof ScalarNode) && blockStyle(old)) {
            throw wrong(
                    at,
                    pointer(tokens) + " of " + name + " stands on several lines",
                    "Change the values in it one by one.");
        }
        boolean block = old instanceof ScalarNode s
                && (s.getScalarStyle() == ScalarStyle.LITERAL || s.getScalarStyle() == ScalarStyle.FOLDED);
        boolean empty = start(old) == end(old);
        if (block) {
            throw wrong(at, pointer(tokens) + " of " + name + " is a block of text", "Change it by hand.");
        }
        return patched(start(old), end(old), (empty ? " " : "") + written(value));
    }

    private static boolean blockStyle(Node node) {
        return node instanceof MappingNode m
                ? m.getFlowStyle() == FlowStyle.BLOCK
                : node instanceof SequenceNode s && s.getFlowStyle() == FlowStyle.BLOCK;
    }

    /** A new key comes first: there its place and its indentation are certain, whatever comments follow. */
    private YamlDocument inserted(MappingNode map, String key, Plain value) {
        String member = scalar(key) + ": " + written(value);
        if (map.getFlowStyle() != FlowStyle.BLOCK) {
            int open = text.indexOf('{', start(map)) + 1;
            return patched(open, open, member + (map.getValue().isEmpty() ? "" : ", "));
        }
        Node first = map.getValue().get(0).getKeyNode();
        int column = first.getStartMark().map(Mark::getColumn).orElseThrow();
        String newline = text.contains("\r\n") ? "\r\n" : "\n";
        return patched(start(first), start(first), member + newline + " ".repeat(column));
    }

    private static String written(Plain value) {
        if (value instanceof Plain.Text t) {
            return scalar(t.value());
        }
        if (value instanceof Plain.Real r && !Double.isFinite(r.value())) {
            return Double.isNaN(r.value()) ? ".nan" : r.value() > 0 ? ".inf" : "-.inf";
        }
        return style().write(value);
    }

    private static String scalar(String text) {
        boolean plain = SAFE.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : style().quoted(text);
    }

    /** JSON on one line, which YAML takes too. */
    private static JsonStyle style() {
        return new JsonStyle(false, "", "", "\n", ": ", ", ", false);
    }

    private int start(Node node) {
        return text.offsetByCodePoints(
                0, node.getStartMark().map(Mark::getIndex).orElseThrow());
    }

    private int end(Node node) {
        return text.offsetByCodePoints(0, node.getEndMark().map(Mark::getIndex).orElseThrow());
    }

    private YamlDocument patched(int start, int end, String with) {
        return of(name, (text.substring(0, start) + with + text.substring(end)).getBytes(StandardCharsets.UTF_8));
    }

    private RegraftException missing(List<String> tokens, int depth, MappingNode map, Where at) {
        List<String> keys = map.getValue().stream()
                .filter(t -> t.getKeyNode() instanceof ScalarNode)
                .map(t -> ((ScalarNode) t.getKeyNode()).getValue())
                .toList();
        String nearest = NearestName.of(tokens.get(depth), keys)
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("");
        return wrong(
                at,
                pointer(tokens.subList(0, depth + 1)) + " is not in " + name + nearest,
                "A pointer leads through what is there; only its last part may be new.");
    }

    private RegraftException shared(List<String> tokens, Where at) {
        return wrong(
                at,
                pointer(tokens) + " of " + name + " has an anchor or comes from an alias",
                "An edit would change it in several places: change it by hand.");
    }

    private static RegraftException wrong(Where at, String what, String fix) {
        return new Problem(Kind.MIGRATION, at, what, fix).asException();
    }

    private static String pointer(List<String> tokens) {
        StringBuilder out = new StringBuilder();
        tokens.forEach(t -> out.append('/').append(t.replace("~", "~0").replace("/", "~1")));
        return out.isEmpty() ? "the whole" : out.toString();
    }
}
