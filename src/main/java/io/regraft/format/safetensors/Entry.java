package io.regraft.format.safetensors;

import io.regraft.checkpoint.Shape;
import java.util.Comparator;

/**
 * What a header says of a tensor.
 *
 * @param shape in elements
 * @param begin where its bytes begin, counted from the start of the data
 * @param end where they end
 * @param text where it says so
 */
record Entry(String name, ElementType type, Shape shape, long begin, long end, Text text) {

    /** As they lie in the data; of several empty ones at a place, by name. */
    static final Comparator<Entry> IN_DATA_ORDER =
            Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end).thenComparing(Entry::name, Utf8.ORDER);

    /**
     * The places of its text in the header.
     *
     * @param lead from the end of the member before, or the opening brace, to the key
     * @param key with its quotes
     * @param value the object after the colon, with what is between
     * @param offsets the list of offsets in it, with its brackets
     */
    record Text(Span lead, Span key, Span value, Span offsets) {}

    long bytes() {
        return end - begin;
    }

    /** {@code F32 [2, 3]}. */
    String typeText() {
        return type + " " + shape;
    }
}
