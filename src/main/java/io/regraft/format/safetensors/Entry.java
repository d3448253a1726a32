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
     * The places of its text in the header: a million tensors may have one, so it is six numbers.
     *
     * @param lead where the member before ends, or the opening brace does
     * @param key where the key begins, with its quotes
     * @param colon where the key ends
     * @param end where the object after the colon ends
     * @param offsets where the list of offsets begins, with its brackets
     * @param offsetsEnd where it ends
     */
    record Text(int lead, int key, int colon, int end, int offsets, int offsetsEnd) {}

    long bytes() {
        return end - begin;
    }

    /** {@code F32 [2, 3]}. */
    String typeText() {
        return type + " " + shape;
    }
}
