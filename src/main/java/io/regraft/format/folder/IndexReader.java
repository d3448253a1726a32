package io.regraft.format.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.regraft.checkpoint.Input;
import io.regraft.format.Head;
import io.regraft.format.InputBytes;
import io.regraft.format.Limits;
import io.regraft.format.document.JsonFault;
import io.regraft.format.folder.IndexFile.Mapped;
import io.regraft.format.folder.IndexFile.Span;
import io.regraft.format.folder.IndexFile.Totals;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads an index, with the place of what may change. */
final class IndexReader {

    private static final String WEIGHT_MAP = "weight_map";
    private static final String METADATA = "metadata";
    private static final String GET_AGAIN = "Get the index again from where the checkpoint came.";

    /** 2,000,000 names of 100 characters. */
    private static final long LARGEST = 1L << 28;

    /** Deeper than any index, and no strain for a reader that goes into itself. */
    private static final int DEEPEST = 100;

    private static final int LONGEST_NAME = 10_000;

    private final String file;
    private final String text;
    private final JsonParser parser;
    private final int mostNames;
    private final Map<String, Mapped> map = new LinkedHashMap<>();
    private Optional<Span> mapSpan = Optional.empty();
    private Optional<Span> totalSize = Optional.empty();
    private Optional<Span> totalParameters = Optional.empty();
    private boolean hasMetadata;

    private IndexReader(String file, String text, Limits limits) throws IOException {
        this.file = file;
        this.text = text;
        this.parser = factory().createParser(text);
        this.mostNames = limits.paths();
    }

    private static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNameLength(LONGEST_NAME)
                        .maxStringLength(1 << 20)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Python writes these.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }

    /**
     * The whole of an index, which must be of a size that one may have.
     *
     * @param advice what to do where it is not
     */
    static ByteBuffer bytes(Input in, Limits limits, String advice) throws IOException {
        long most = Math.min(limits.headerBytes(), LARGEST);
        if (in.size() > most) {
            throw Refusals.expected(
                    in.name(),
                    String.format(Locale.ROOT, "an index of at most %,d bytes", most),
                    String.format(Locale.ROOT, "%,d", in.size()),
                    advice);
        }
        return InputBytes.read(in, 0, (int) in.size());
    }

    /**
     * Reads an index.
     *
     * @throws RegraftException if it is none, or not one that a loader takes
     */
    static IndexFile read(Input in, Limits limits) throws IOException {
        String text;
        try {
            ByteBuffer bytes = bytes(in, limits, GET_AGAIN);
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw Refusals.expected(in.name(), "an index in UTF-8", "other bytes", GET_AGAIN);
        }
        IndexReader reader = new IndexReader(in.name(), text, limits);
        try (reader.parser) {
            return reader.read();
        } catch (JsonProcessingException e) {
            throw reader.broken(e);
        }
    }

    /** True if a file is an index by its content: a JSON object with a {@code weight_map}. */
    static boolean isIndex(Input in) throws IOException {
        ByteBuffer first = Head.of(in).first();
        while (first.hasRemaining() && Character.isWhitespace(first.get(first.position()))) {
            first.get();
        }
        if (!first.hasRemaining() || first.get() != '{' || in.size() > LARGEST) {
            return false;
        }
        byte[] bytes = InputBytes.read(in, 0, (int) in.size()).array();
        try (JsonParser parser = factory().createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                if (parser.nextToken() == JsonToken.START_OBJECT && key.equals(WEIGHT_MAP)) {
                    return true;
                }
                parser.skipChildren();
            }
            return false;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private IndexFile read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Refusals.expected(file, "an index: a JSON object", "another JSON value", GET_AGAIN);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            if (key.equals(WEIGHT_MAP)) {
                mapSpan = Optional.of(readMap());
            } else if (key.equals(METADATA) && parser.currentToken() == JsonToken.START_OBJECT) {
                hasMetadata = true;
                readMetadata();
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw Refusals.expected(file, "the end after the index", "more", GET_AGAIN);
        }
        Span span = mapSpan.orElseThrow(() -> Refusals.expected(file, "an index with a weight_map", "none", GET_AGAIN));
        if (map.isEmpty()) {
            throw Refusals.expected(file, "a weight_map that names tensors", "an empty one", GET_AGAIN);
        }
        return new IndexFile(text, span, map, new Totals(totalSize, totalParameters), hasMetadata);
    }

    private Span readMap() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Refusals.expected(file, "an object as weight_map", "another value", GET_AGAIN);
        }
        int from = offset();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Span key = string(offset());
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw Refusals.expected(
                        file, "the name of a file for '" + name + "' in weight_map", "another value", GET_AGAIN);
            }
            String shard = parser.getText();
            requirePlain(name, shard);
            map.put(name, new Mapped(shard, key, string(offset())));
            if (map.size() > mostNames) {
                throw Refusals.expected(
                        file, String.format(Locale.ROOT, "at most %,d names", mostNames), "more", GET_AGAIN);
            }
        }
        return new Span(from, offset() + 1);
    }

    private void requirePlain(String name, String shard) {
        boolean plain = !shard.isEmpty()
                && !shard.equals(".")
                && !shard.equals("..")
                && shard.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
        if (!plain) {
            throw Refusals.expected(
                    file,
                    "the plain name of a file in the same folder for '" + name + "'",
                    "the path '" + shard + "', which leaves the folder",
                    "Some loaders would follow it. Don't use this index: " + GET_AGAIN);
        }
    }

    private void readMetadata() throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isNumeric() && Character.isDigit(text.charAt(offset()))) {
                Span number = number(offset());
                if (key.equals("total_size")) {
                    totalSize = Optional.of(number);
                } else if (key.equals("total_parameters")) {
                    totalParameters = Optional.of(number);
                }
            }
            parser.skipChildren();
        }
    }

    private int offset() {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /** From the opening quote to one past the closing one; the parser has been there. */
    private Span string(int from) {
        int at = from + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return new Span(from, at + 1);
    }

    private Span number(int from) {
        int at = from;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return new Span(from, at);
    }

    private RegraftException broken(JsonProcessingException e) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
        if (e instanceof JsonEOFException) {
            return new Problem(
                            Kind.CHECKPOINT,
                            new Where.InText(file, line, column),
                            "expected more of an index, found the end",
                            "It was cut short: copy it again.")
                    .asException();
        }
        boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field");
        return JsonFault.of(
                        file,
                        text.getBytes(StandardCharsets.UTF_8),
                        e,
                        Kind.CHECKPOINT,
                        twice
                                ? "Loaders take the last one silently. Remove one of the two, or get the index again."
                                : GET_AGAIN)
                .asException();
    }
}
