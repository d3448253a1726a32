package io.regraft.format.hdf5;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What of a file changes in place, and what is added at its end. */
final class Patches {

    private static final int ALIGNMENT = 8;

    private final Image image;
    private final NavigableMap<Long, Part> inPlace = new TreeMap<>();
    private final List<Part> added = new ArrayList<>();
    private long end;

    Patches(Image image) {
        this.image = image;
        this.end = image.input().size();
    }

    /** Overwrites bytes that lie at a position of the file. */
    void overwrite(String what, long position, ByteBuffer bytes) {
        put(position, new Part.Literal(what, bytes));
    }

    /** Overwrites bytes by a computed content. */
    void overwrite(long position, Part.Slot slot) {
        if (slot.length() > 0) {
            put(position, slot);
        }
    }

    private void put(long position, Part part) {
        Map.Entry<Long, Part> before = inPlace.lowerEntry(position + part.length());
        if (before != null && before.getKey() + before.getValue().length() > position) {
            throw new IllegalStateException("two patches at byte " + position + ": " + part);
        }
        inPlace.put(position, part);
    }

    /** Adds bytes at the end; gives their address. */
    long append(String what, ByteBuffer bytes) {
        return append(new Part.Literal(what, bytes));
    }

    /** Adds a part at the end; gives its address. */
    long append(Part part) {
        align();
        long address = image.address(end);
        if (part.length() > 0) {
            added.add(part);
            end += part.length();
        }
        return address;
    }

    /** Adds bytes right behind what was added last. */
    void appendDirectly(byte[] bytes) {
        added.add(Part.Literal.of("padding", bytes));
        end += bytes.length;
    }

    /** Where the next part that is added will be. */
    long nextAddress() {
        return image.address(end + (ALIGNMENT - end % ALIGNMENT) % ALIGNMENT);
    }

    private void align() {
        int gap = (int) ((ALIGNMENT - end % ALIGNMENT) % ALIGNMENT);
        if (gap > 0) {
            added.add(Part.Literal.of("padding", new byte[gap]));
            end += gap;
        }
    }

    /** Length of the file with what was added. */
    long end() {
        return end;
    }

    boolean hasGrown() {
        return end > image.input().size();
    }

    /** The new file, in order. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        long at = 0;
        for (Map.Entry<Long, Part> e : inPlace.entrySet()) {
            copy(at, e.getKey(), parts);
            parts.add(e.getValue());
            at = e.getKey() + e.getValue().length();
        }
        copy(at, image.input().size(), parts);
        parts.addAll(added);
        return parts;
    }

    private void copy(long from, long to, List<Part> parts) {
        if (to > from) {
            Input in = image.input();
            parts.add(new Part.Copied("bytes of the file", new Extent(in, from, to - from), OptionalLong.empty()));
        }
    }
}
