package io.regraft.format.safetensors;

import io.regraft.checkpoint.Shape;
import io.regraft.problem.RegraftException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the text of a header: an object whose members are tensors, and once perhaps metadata. */
final class HeaderReader {

    /** More axes than any framework has. */
    static final int MOST_AXES = 64;

    private static final String OF_TENSOR = " of {tensor}";
    private static final String DTYPE = "dtype";
    private static final String SHAPE = "shape";
    private static final String OFFSETS = "data_offsets";

    private final JsonReader json;
    private final byte[] text;
    private final int most;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private Optional<Metadata> metadata = Optional.empty();

    private HeaderReader(String file, byte[] text, int most) {
        this.json = new JsonReader(file, text);
        this.text = text;
        this.most = most;
    }

    /**
     * The header; where the tensors lie is not looked at yet.
     *
     * @param most how many tensors are believed
     * @throws RegraftException if it is none
     */
    static Header read(String file, byte[] text, int most) {
        return new HeaderReader(file, text, most).read();
    }

    private Header read() {
        json.expect('{', "at the start of the header");
        int end = json.position();
        if (!json.take('}')) {
            do {
                end = member(end);
            } while (json.take(','));
            json.expect('}', "or ',' after a tensor");
        }
        Span tail = new Span(end, json.position());
        if (!json.isAtEnd()) {
            throw json.wrong(json.position(), "only blanks after the header's object");
        }
        return new Header(ByteBuffer.wrap(text), entries, metadata, tail);
    }

    /** Reads a member; returns where it ends. */
    private int member(int before) {
        int start = json.token();
        String name = json.string("the name of a tensor");
        int colon = json.position();
        refuseSecond(places, name, start, "the name", "");
        json.enter(name);
        if (name.equals(Metadata.KEY)) {
            metadata(new Span(before, start), start);
        } else {
            entry(name, before, start, colon);
        }
        return json.position();
    }

    private void refuseSecond(Map<String, Integer> seen, String key, int at, String what, String of) {
        Integer first = seen.putIfAbsent(key, at);
        if (first != null) {
            throw json.problem(
                    at,
                    what + " '" + key + "'" + of + " once",
                    String.format(
                            Locale.ROOT,
                            "it a second time; the first is at byte %,d, and which of them counts differs by reader",
                            (long) JsonReader.BASE + first));
        }
    }

    private void metadata(Span lead, int start) {
        json.expect(':', "after " + Metadata.KEY);
        Map<String, String> texts = new LinkedHashMap<>();
        boolean isNull = json.takeNull();
        if (!isNull) {
            json.expect('{', "or null after " + Metadata.KEY);
            if (!json.take('}')) {
                Map<String, Integer> seen = new HashMap<>();
                do {
                    text(texts, seen);
                } while (json.take(','));
                json.expect('}', "or ',' in " + Metadata.KEY);
            }
        }
        Span all = new Span(start, json.position());
        metadata = Optional.of(new Metadata(isNull, texts, entries.size(), all, lead));
    }

    private void text(Map<String, String> texts, Map<String, Integer> seen) {
        int start = json.token();
        String key = json.string("a key of " + Metadata.KEY);
        refuseSecond(seen, key, start, "the key", " of " + Metadata.KEY);
        json.expect(':', "after a key of " + Metadata.KEY);
        texts.put(key, json.string("a text under '" + key + "' of " + Metadata.KEY));
    }

    private void entry(String name, int lead, int key, int colon) {
        if (entries.size() == most) {
            throw json.problem(key, String.format(Locale.ROOT, "at most %,d tensors", most), "one more than that");
        }
        json.expect(':', "after the name {tensor}");
        json.expect('{', "with dtype, shape and data_offsets of {tensor}");
        Fields fields = new Fields(name);
        Map<String, Integer> seen = new HashMap<>(8);
        if (!json.take('}')) {
            do {
                int at = json.token();
                String field = json.string("dtype, shape or data_offsets of {tensor}");
                refuseSecond(seen, field, at, "the field", OF_TENSOR);
                json.expect(':', "after a field of {tensor}");
                fields.read(field, at);
            } while (json.take(','));
            json.expect('}', "or ',' after a field of {tensor}");
        }
        entries.add(fields.entry(lead, key, colon));
    }

    /** The fields of an entry, as they come. */
    private final class Fields {

        private final String name;
        private Optional<ElementType> type = Optional.empty();
        private Optional<Shape> shape = Optional.empty();
        private int offsets;
        private int offsetsEnd;
        private long begin;
        private long end;

        Fields(String name) {
            this.name = name;
        }

        void read(String field, int at) {
            switch (field) {
                case DTYPE -> {
                    int start = json.token();
                    String label = json.string("a dtype of {tensor}");
                    type = ElementType.named(label);
                    if (type.isEmpty()) {
                        throw json.problem(
                                start, "a dtype of '" + name + "' among " + ElementType.list(), "'" + label + "'");
                    }
                }
                case SHAPE -> shape = Optional.of(shape());
                case OFFSETS -> offsets();
                default -> throw json.problem(at, "only dtype, shape and data_offsets of {tensor}", "'" + field + "'");
            }
        }

        private Shape shape() {
            json.expect('[', "with the extents of {tensor}");
            List<Long> extents = new ArrayList<>();
            if (!json.take(']')) {
                do {
                    if (extents.size() == MOST_AXES) {
                        throw json.problem(json.token(), "at most 64 axes of {tensor}", "more");
                    }
                    extents.add(json.number("an extent of {tensor}"));
                } while (json.take(','));
                json.expect(']', "or ',' after an extent of {tensor}");
            }
            return Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
        }

        private void offsets() {
            int start = json.token();
            json.expect('[', "with the two offsets of {tensor}");
            begin = json.number("an offset of {tensor}");
            json.expect(',', "between the two offsets of {tensor}");
            end = json.number("an offset of {tensor}");
            json.expect(']', "after the two offsets of {tensor}");
            offsets = start;
            offsetsEnd = json.position();
        }

        Entry entry(int lead, int key, int colon) {
            if (type.isEmpty() || shape.isEmpty() || offsetsEnd == 0) {
                String missing = type.isEmpty() ? DTYPE : shape.isEmpty() ? SHAPE : OFFSETS;
                throw json.problem(key, "dtype, shape and data_offsets of {tensor}", "no " + missing);
            }
            return new Entry(
                    name,
                    type.get(),
                    shape.get(),
                    begin,
                    end,
                    new Entry.Text(lead, key, colon, json.position(), offsets, offsetsEnd));
        }
    }
}
