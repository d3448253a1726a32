package io.regraft.checkpoint;

/** What a tensor is, apart from its content. */
public record TensorType(DType dtype, Shape shape) {

    /** Size of the content in C order, in bytes. */
    public long bytes() {
        return Math.multiplyExact(shape.elements(), dtype.bytes());
    }

    /** {@code float32 [2015, 384]}. */
    @Override
    public String toString() {
        return dtype + " " + shape;
    }
}
