package io.regraft.migration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.regraft.format.document.JsonFault;
import io.regraft.problem.Kind;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one JSON file to nodes, or the part that a pointer names; the rest is checked and skipped. */
final class JsonNodes {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxStringLength((int) DataFile.LIMIT)
                    .maxNameLength((int) DataFile.LIMIT)
                    .build())
            .build();

    private final DataText text;
    private final Optional<Pointer> pointer;
    private final Reading reading;
    private Optional<Node> found = Optional.empty();
    private boolean missing;

    JsonNodes(DataText text, Optional<Located<String>> pointer, Reading reading) {
        this.text = text;
        this.pointer = pointer.map(Pointer::new);
        this.reading = reading;
    }

    /** The value; empty if there are problems, which are reported. */
    Optional<Node> read() {
        try (JsonParser p = JSON.createParser(text.text())) {
            if (p.nextToken() == null) {
                reading.problem(
                        new Where.InText(text.name(), 1, 1), "the file is empty", "Is it the file that was meant?");
                return Optional.empty();
            }
            descend(p, 0);
            if (p.nextToken() != null) {
                reading.problem(at(p.currentTokenLocation()), "something follows the JSON value", "Take it out.");
                return Optional.empty();
            }
            return found;
        } catch (JsonProcessingException e) {
            reading.problem(JsonFault.of(
                    text.name(),
                    text.text().getBytes(StandardCharsets.UTF_8),
                    e,
                    Kind.MIGRATION,
                    "It is no JSON: check it with a JSON tool."));
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Where.InText at(JsonLocation location) {
        return new Where.InText(text.name(), Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private Node.Place place(JsonParser p) {
        return new Node.Place(at(p.currentTokenLocation()), text.folder());
    }

    /** Looks for the part that is meant in the value that begins here, and ends at its end. */
    private void descend(JsonParser p, int depth) throws IOException {
        List<String> tokens = pointer.map(Pointer::tokens).orElse(List.of());
        if (depth == tokens.size()) {
            found = Optional.of(node(p));
            return;
        }
        Set<String> there = new LinkedHashSet<>();
        boolean hit = false;
        if (p.currentToken() == JsonToken.START_OBJECT) {
            while (p.nextToken() != JsonToken.END_OBJECT) {
                String key = p.currentName();
                there.add(key);
                Where.InText at = at(p.currentTokenLocation());
                p.nextToken();
                boolean meant = key.equals(tokens.get(depth));
                if (meant && hit) {
                    reading.problem(at, "the key '" + key + "' stands twice", "Take one out.");
                }
                visit(p, depth, meant && !hit);
                hit |= meant;
            }
        } else if (p.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; p.nextToken() != JsonToken.END_ARRAY; i++) {
                boolean meant = tokens.get(depth).equals(Integer.toString(i));
                visit(p, depth, meant);
                hit |= meant;
            }
        }
        if (!hit && !missing) {
            missing = true;
            pointer.orElseThrow().reportMissing(text.name(), depth, there, reading);
        }
    }

    private void visit(JsonParser p, int depth, boolean meant) throws IOException {
        if (meant) {
            descend(p, depth + 1);
        } else {
            p.skipChildren();
        }
    }

    private Node node(JsonParser p) throws IOException {
        Node.Place place = place(p);
        return switch (p.currentToken()) {
            case START_OBJECT -> mapping(p, place);
            case START_ARRAY -> {
                List<Node> items = new ArrayList<>();
                while (p.nextToken() != JsonToken.END_ARRAY) {
                    items.add(node(p));
                }
                yield new Node.Sequence(place, items);
            }
            case VALUE_STRING -> new Node.Scalar(place, p.getText(), Node.Type.TEXT, Node.Style.DOUBLE_QUOTED);
            default -> new Node.Scalar(place, p.getText(), CoreSchema.type(p.getText()), Node.Style.PLAIN);
        };
    }

    private Node mapping(JsonParser p, Node.Place place) throws IOException {
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>();
        while (p.nextToken() != JsonToken.END_OBJECT) {
            Node.Scalar key = new Node.Scalar(place(p), p.currentName(), Node.Type.TEXT, Node.Style.DOUBLE_QUOTED);
            boolean isNew = keys.add(key.text());
            p.nextToken();
            Node value = node(p);
            if (isNew) {
                entries.add(new Node.Entry(key, value));
            } else {
                reading.problem(key.at(), "the key '" + key.text() + "' stands twice", "Take one out.");
            }
        }
        return new Node.Mapping(place, entries);
    }
}
