package io.regraft.format;

import java.util.List;

/** An output file as an ordered list of parts. */
public record Assembly(List<Part> parts) {

    public Assembly {
        parts = List.copyOf(parts);
    }

    /** Length of the file in bytes. */
    public long length() {
        long sum = 0;
        for (Part p : parts) {
            sum = Math.addExact(sum, p.length());
        }
        return sum;
    }
}
