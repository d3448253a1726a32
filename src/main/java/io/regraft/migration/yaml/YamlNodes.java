package io.regraft.migration.yaml;

import io.regraft.migration.CoreSchema;
import io.regraft.migration.DataText;
import io.regraft.migration.Node;
import io.regraft.migration.Reading;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML text as nodes, made from the parser's events: no object is built, and anchors, aliases and tags are refused where
 * they stand.
 */
final class YamlNodes {

    private static final int DEEPEST = 100;

    private final DataText text;
    private final Reading reading;
    private final SourceLines lines;
    private Iterator<Event> events = List.<Event>of().iterator();
    private int depth;

    YamlNodes(DataText text, Reading reading) {
        this.text = text;
        this.reading = reading;
        lines = new SourceLines(text.text());
    }

    /** The value of the only document; empty if the text can't be read. */
    Optional<Node> read() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(text.name())
                .setCodePointLimit(Integer.MAX_VALUE)
                // Read at once: the library copies what it has of a long scalar for every buffer that it reads more.
                .setBufferSize(text.text().length() + 1)
                .build();
        try {
            events = new Parse(settings).parseString(text.text()).iterator();
            return documents();
        } catch (YamlEngineException e) {
            reading.problem(new SyntaxProblem(text.name(), lines).of(e));
            return Optional.empty();
        }
    }

    private Optional<Node> documents() {
        Optional<Node> first = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (first.isPresent()) {
                        reading.problem(at(event), "a second document begins", "One file, one document: split it.");
                        return first;
                    }
                    first = Optional.of(node(events.next()));
                }
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd ->
                    throw new IllegalStateException(event + " outside a document");
            }
        }
        if (first.isEmpty()) {
            reading.problem(
                    new Where.InText(text.name(), 1, 1), "the file is empty", "A migration begins with regraft: 1.");
        }
        return first;
    }

    private Where.InText at(Event event) {
        Mark mark = event.getStartMark().orElseThrow();
        return new Where.InText(text.name(), mark.getLine() + 1, mark.getColumn() + 1);
    }

    private Node node(Event event) {
        Where.InText at = at(event);
        Node.Place place = new Node.Place(at, text.folder());
        if (event instanceof AliasEvent alias) {
            reading.problem(Unquoted.ALIAS.problem(at, "*" + alias.getAlias().getValue(), lines.word(at)));
            return text(place, lines.word(at));
        }
        refuseAnchor((NodeEvent) event, at);
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), at);
            boolean tagAlone = scalar.getTag().isPresent() && scalar.getValue().isEmpty();
            return tagAlone ? text(place, lines.word(at)) : scalar(scalar, place);
        }
        if (++depth > DEEPEST) {
            throw tooDeep(at);
        }
        Node node;
        if (event instanceof SequenceStartEvent sequence) {
            refuseTag(sequence.getTag(), at);
            node = sequence(place);
        } else {
            refuseTag(((MappingStartEvent) event).getTag(), at);
            node = mapping(place);
        }
        depth--;
        return node;
    }

    private RegraftException tooDeep(Where.InText at) {
        return new Problem(
                        Kind.MIGRATION,
                        at,
                        String.format(Locale.ROOT, "expected nesting up to %d, found more", DEEPEST),
                        "No migration nests that deep.")
                .asException();
    }

    private void refuseAnchor(NodeEvent event, Where.InText at) {
        event.getAnchor()
                .ifPresent(a -> reading.problem(Unquoted.ANCHOR.problem(at, "&" + a.getValue(), lines.word(at))));
    }

    private void refuseTag(Optional<String> tag, Where.InText at) {
        tag.ifPresent(
                t -> reading.problem(Unquoted.TAG.problem(at, t.replace("tag:yaml.org,2002:", "!!"), lines.word(at))));
    }

    /** What was likely meant, so that no further problem is reported of it. */
    private static Node.Scalar text(Node.Place place, String text) {
        return new Node.Scalar(place, text, Node.Type.TEXT, Node.Style.SINGLE_QUOTED);
    }

    private Node sequence(Node.Place place) {
        List<Node> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(node(e));
        }
        return new Node.Sequence(place, items);
    }

    private Node mapping(Node.Place place) {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Node.Scalar> keys = new HashMap<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            Node key = node(e);
            Node value = node(events.next());
            if (!(key instanceof Node.Scalar name)) {
                reading.problem(key.at(), "expected a key, found " + key.describe(), "A key is a single text.");
                continue;
            }
            Node.Scalar other = keys.putIfAbsent(name.text(), name);
            if (other == null) {
                entries.add(new Node.Entry(name, value));
            } else {
                reading.problem(
                        name.at(),
                        "the key '" + name.text() + "' stands twice, first at "
                                + other.at().text(),
                        "Take one out.");
            }
        }
        return new Node.Mapping(place, entries);
    }

    private Node scalar(ScalarEvent event, Node.Place place) {
        Node.Style style = style(event);
        Node.Type type = style == Node.Style.PLAIN ? CoreSchema.type(event.getValue()) : Node.Type.TEXT;
        return new Node.Scalar(place, event.getValue(), type, style);
    }

    private Node.Style style(ScalarEvent event) {
        ScalarStyle style = event.getScalarStyle();
        return switch (style) {
            case PLAIN -> Node.Style.PLAIN;
            case SINGLE_QUOTED -> Node.Style.SINGLE_QUOTED;
            case DOUBLE_QUOTED ->
                lines.swallowsBackslash(
                                event.getStartMark().orElseThrow().getIndex(),
                                event.getEndMark().orElseThrow().getIndex())
                        ? Node.Style.DOUBLE_QUOTED_SWALLOWED
                        : Node.Style.DOUBLE_QUOTED;
            case LITERAL, FOLDED, JSON_SCALAR_STYLE -> Node.Style.BLOCK;
        };
    }
}
