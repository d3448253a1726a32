package io.regraft.format.safetensors;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A header that was read and found sound.
 *
 * @param text all of it, with the blanks before and after
 * @param entries the tensors, in the order of the header
 * @param tail from the end of the last member to the end of the object
 */
record Header(ByteBuffer text, List<Entry> entries, Optional<Metadata> metadata, Span tail) {

    /** What the original takes. */
    static final int LONGEST = 100_000_000;

    Header {
        text = text.asReadOnlyBuffer();
        entries = List.copyOf(entries);
    }

    /** Where the data begins in the file. */
    long dataStart() {
        return JsonReader.BASE + (long) text.limit();
    }

    /** How many blanks stand before the object. */
    int blanksBefore() {
        int n = 0;
        while (JsonReader.isBlank(text.get(n))) {
            n++;
        }
        return n;
    }
}
