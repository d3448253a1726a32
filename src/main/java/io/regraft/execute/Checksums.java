package io.regraft.execute;

import io.regraft.format.Part;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Locale;

/** CRC-32 of each part as it was written; a copied part is compared with what its file records. */
final class Checksums implements Part.Written {

    private final List<Part> parts;
    private final long[] values;
    private final boolean[] known;

    Checksums(List<Part> parts) {
        this.parts = parts;
        this.values = new long[parts.size()];
        this.known = new boolean[parts.size()];
    }

    /**
     * Takes the checksum of a part.
     *
     * @throws io.regraft.problem.RegraftException if the part's file records another
     */
    synchronized void put(int index, long crc) {
        values[index] = crc;
        known[index] = true;
        if (parts.get(index) instanceof Part.Copied copied
                && copied.crc32().isPresent()
                && copied.crc32().getAsLong() != crc) {
            throw new Problem(
                            Kind.CHECKPOINT,
                            new Where.InPart(copied.extent().input().name(), copied.what(), -1),
                            String.format(
                                    Locale.ROOT,
                                    "expected CRC-32 %08x, as the archive records it, found %08x",
                                    copied.crc32().getAsLong(),
                                    crc),
                            "The record is damaged; nothing was written. Copy the file again from where it came.")
                    .asException();
        }
    }

    @Override
    public synchronized long crc32(int index) {
        if (!known[index]) {
            throw new IllegalStateException("part " + index + " is not written yet");
        }
        return values[index];
    }
}
