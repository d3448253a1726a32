package io.regraft.format.safetensors;

import io.regraft.checkpoint.Shape;
import io.regraft.format.Part;
import java.util.Optional;

/**
 * A tensor of a file to be written.
 *
 * @param shape in elements
 * @param part its bytes
 * @param found what the source's header says of it, where it was there
 */
record Target(String name, ElementType type, Shape shape, Part part, Optional<Entry> found) {

    long bytes() {
        return part.length();
    }

    /** True if what the source's header says of dtype and shape is true of it. */
    boolean isTypeAsFound() {
        return found.filter(e -> e.type() == type && e.shape().equals(shape)).isPresent();
    }
}
