package io.regraft.checkpoint;

/** A range of bytes of an input. */
public record Extent(Input input, long offset, long length) {

    /**
     * A range inside the input.
     *
     * @throws IllegalArgumentException if it is not inside
     */
    public Extent {
        if (offset < 0 || length < 0 || offset > input.size() - length) {
            throw new IllegalArgumentException(
                    "bytes " + offset + " + " + length + " of " + input.name() + ", which has " + input.size());
        }
    }

    // By hand, since extents are looked up very often.
    @Override
    public boolean equals(Object other) {
        return other instanceof Extent e && offset == e.offset && length == e.length && input.equals(e.input);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(offset) + Long.hashCode(length);
    }

    public long end() {
        return offset + length;
    }

    /** A part of this range; {@code from} counts from its start. */
    public Extent slice(long from, long bytes) {
        if (from < 0 || bytes < 0 || from > length - bytes) {
            throw new IllegalArgumentException("slice " + from + " + " + bytes + " of " + length);
        }
        return new Extent(input, offset + from, bytes);
    }
}
