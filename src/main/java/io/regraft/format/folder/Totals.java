package io.regraft.format.folder;

import io.regraft.checkpoint.Tensor;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What an index counts: bytes and elements of all tensors, without headers; those that share a storage once.
 *
 * @param bytes data bytes
 * @param elements numbers
 */
record Totals(long bytes, long elements) {

    static Totals of(Revision revision, boolean sharing) {
        Set<String> seen = new HashSet<>();
        long bytes = 0;
        long elements = 0;
        for (Revised r : revision.tensors()) {
            Optional<String> storage = sharing ? storage(r) : Optional.empty();
            if (storage.isEmpty() || seen.add(storage.get())) {
                bytes = Math.addExact(bytes, size(r, sharing));
                elements = Math.addExact(elements, r.type().shape().elements());
            }
        }
        return new Totals(bytes, elements);
    }

    /** What tells whether two tensors of the result share their bytes; empty if this one can't. */
    static Optional<String> storage(Revised r) {
        return r.content().isPresent()
                ? Optional.of("content " + r.content().getAsInt())
                : r.origin().flatMap(Tensor::view).map(v -> v.storage().id());
    }

    /** What a tensor costs in a file, whoever shares it. */
    static long size(Revised r, boolean sharing) {
        if (sharing && r.content().isEmpty()) {
            return r.origin()
                    .flatMap(Tensor::view)
                    .map(v -> v.storage().bytes())
                    .orElseGet(() -> r.type().bytes());
        }
        return r.type().bytes();
    }
}
