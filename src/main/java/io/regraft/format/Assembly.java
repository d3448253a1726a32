package io.regraft.format;

import java.util.List;

/**
 * An output file as an ordered list of parts.
 *
 * @param proof what is to be asked before the first byte is written
 */
public record Assembly(List<Part> parts, Proof proof) {

    public Assembly {
        parts = List.copyOf(parts);
    }

    public Assembly(List<Part> parts) {
        this(parts, () -> {});
    }

    /** The same parts, to be proven. */
    public Assembly provenBy(Proof further) {
        return new Assembly(parts, further);
    }

    /** Length of the file in bytes. */
    public long length() {
        long sum = 0;
        for (Part p : parts) {
            sum = Math.addExact(sum, p.length());
        }
        return sum;
    }

    /**
     * Says, by reading it again, that the header which a format wrote holds what was wanted. It costs as much as the
     * plan, and a plan that is only looked at does without.
     */
    @FunctionalInterface
    public interface Proof {

        /**
         * Proves.
         *
         * @throws IllegalStateException if it does not, which is a defect of this program
         */
        void prove();
    }
}
