package io.regraft.checkpoint;

/** What a tensor is, apart from its content. */
public record TensorType(DType dtype, Shape shape) {

    /** Size of the content in C order, in bytes. */
    public long bytes() {
        return Math.multiplyExact(shape.elements(), dtype.bytes());
    }

    // By hand, since types are compared very often, and mostly with themselves.
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof TensorType t && dtype == t.dtype && shape.equals(t.shape));
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + dtype.hashCode();
    }

    /** {@code float32 [2015, 384]}. */
    @Override
    public String toString() {
        return dtype + " " + shape;
    }
}
