package io.regraft.format.document;

import io.regraft.format.document.YamlNode.Kind;
import io.regraft.format.document.YamlNode.Member;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Finds the places of the values in a YAML text of one document. No object is built. */
final class YamlScanner {

    private static final int DEEPEST = 100;

    private final String file;
    private final String text;
    /** True if an index in code points is one in characters too. */
    private final boolean basic;

    private Iterator<Event> events = List.<Event>of().iterator();
    private int depth;
    private int walkedPoints;
    private int walkedChars;

    YamlScanner(String file, String text) {
        this.file = file;
        this.text = text;
        this.basic = text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    /** The value of the only document. */
    YamlNode root() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Integer.MAX_VALUE)
                // Read at once: the library copies what it has of a long scalar for every buffer that it reads more.
                .setBufferSize(text.length() + 1)
                .build();
        try {
            events = new Parse(settings).parseString(text).iterator();
            return document();
        } catch (MarkedYamlEngineException e) {
            Where at = e.getProblemMark()
                    .map(m -> (Where) new Where.InText(file, m.getLine() + 1, m.getColumn() + 1))
                    .orElseGet(() -> new Where.InFile(file));
            throw damaged(at, "this is no YAML: " + clause(e.getProblem()));
        } catch (YamlEngineException e) {
            throw damaged(new Where.InFile(file), "this is no YAML: " + clause(String.valueOf(e.getMessage())));
        }
    }

    private static String clause(String message) {
        String first = message.lines().findFirst().orElse("").replaceAll("[.:]\\s*$", "");
        return first.isEmpty() ? "it can't be read" : first;
    }

    private YamlNode document() {
        Optional<YamlNode> first = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (first.isPresent()) {
                        throw damaged(at(event), "a second document begins, and edits take files of one");
                    }
                    first = Optional.of(node(events.next()));
                }
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd ->
                    throw new IllegalStateException(event + " outside a document");
            }
        }
        return first.orElseThrow(() -> damaged(new Where.InFile(file), "the file is empty"));
    }

    private YamlNode node(Event event) {
        int start = index(event.getStartMark());
        Optional<String> anchor = ((NodeEvent) event).getAnchor().map(a -> "the anchor &" + a.getValue());
        if (event instanceof AliasEvent alias) {
            String name = "*" + alias.getAlias().getValue();
            int end = index(event.getEndMark());
            return new YamlNode(
                    Kind.ALIAS, start, end, false, YamlNode.PLAIN, Optional.of("the alias " + name), name, List.of());
        }
        if (event instanceof ScalarEvent s) {
            return single(s, start, anchor);
        }
        if (++depth > DEEPEST) {
            throw damaged(at(event), String.format(Locale.ROOT, "expected nesting up to %d, found more", DEEPEST));
        }
        YamlNode node = event instanceof SequenceStartEvent s
                ? container(Kind.LIST, start, s.isFlow(), marked(anchor, s.getTag()))
                : container(
                        Kind.MAP,
                        start,
                        ((MappingStartEvent) event).isFlow(),
                        marked(anchor, ((MappingStartEvent) event).getTag()));
        depth--;
        return node;
    }

    private static Optional<String> marked(Optional<String> anchor, Optional<String> tag) {
        return anchor.or(() -> tag.map(t -> "the tag " + t.replace("tag:yaml.org,2002:", "!!")));
    }

    private YamlNode single(ScalarEvent s, int start, Optional<String> anchor) {
        int end = index(s.getEndMark());
        char quote = switch (s.getScalarStyle()) {
            case PLAIN -> YamlNode.PLAIN;
            case SINGLE_QUOTED -> '\'';
            case DOUBLE_QUOTED, JSON_SCALAR_STYLE -> '"';
            case LITERAL, FOLDED -> YamlNode.BLOCK;
        };
        if (quote == YamlNode.BLOCK) {
            while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
        }
        return new YamlNode(Kind.SINGLE, start, end, false, quote, marked(anchor, s.getTag()), s.getValue(), List.of());
    }

    private YamlNode container(Kind kind, int start, boolean flow, Optional<String> marked) {
        List<Member> members = new ArrayList<>();
        Event e = events.next();
        while (e.getEventId() != Event.ID.MappingEnd && e.getEventId() != Event.ID.SequenceEnd) {
            Optional<YamlNode> key = kind == Kind.MAP ? Optional.of(node(e)) : Optional.empty();
            members.add(new Member(key, node(key.isPresent() ? events.next() : e)));
            e = events.next();
        }
        int last = members.isEmpty() ? start : members.get(members.size() - 1).end();
        return new YamlNode(
                kind, start, flow ? index(e.getEndMark()) : last, flow, YamlNode.PLAIN, marked, "", members);
    }

    private int index(Optional<Mark> mark) {
        int points = mark.orElseThrow().getIndex();
        if (basic) {
            return points;
        }
        // Marks come nearly in order, so that this is a short way.
        walkedChars = text.offsetByCodePoints(walkedChars, points - walkedPoints);
        walkedPoints = points;
        return walkedChars;
    }

    /** The place of a character as a person finds it. */
    Where.InText where(int index) {
        int line = 1
                + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
        int from = text.lastIndexOf('\n', index - 1) + 1;
        return new Where.InText(file, line, 1 + text.codePointCount(from, index));
    }

    private Where at(Event event) {
        Mark mark = event.getStartMark().orElseThrow();
        return new Where.InText(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static RegraftException damaged(Where at, String what) {
        return new Problem(io.regraft.problem.Kind.CHECKPOINT, at, what, "Edit it by hand, or with its own program.")
                .asException();
    }
}
