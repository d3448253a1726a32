package io.regraft.format.hdf5;

import java.util.HashMap;
import java.util.Map;

/** Where the chunks of a dataset lie, by their number in C order. */
final class Chunks {

    /**
     * A chunk that was written.
     *
     * @param address of its bytes
     * @param size of its bytes as they lie there
     * @param mask a bit for each filter that it went without
     */
    record Stored(long address, long size, int mask) {}

    private final Image image;
    private final long plainSize;
    private final Map<Long, Stored> found = new HashMap<>();

    /**
     * No chunk yet.
     *
     * @param plainSize of a chunk when it is not packed
     */
    Chunks(Image image, long plainSize) {
        this.image = image;
        this.plainSize = plainSize;
    }

    Map<Long, Stored> found() {
        return found;
    }

    long plainSize() {
        return plainSize;
    }

    /** Adds an unpacked one, unless it is outside of the dataset or was never written. */
    void plain(long number, long address) {
        packed(number, address, plainSize, 0);
    }

    void packed(long number, long address, long size, int mask) {
        if (address == Image.UNDEFINED) {
            return;
        }
        long position = image.data(address, size, "a chunk").offset();
        if (size != plainSize && size > Integer.MAX_VALUE - 8) {
            throw Block.problem(image.file(), position, "a packed chunk of less than 2 GiB", size + " bytes");
        }
        image.step(position);
        if (number >= 0 && found.put(number, new Stored(address, size, mask)) != null) {
            throw Block.problem(image.file(), position, "one chunk a place", "two");
        }
    }
}
