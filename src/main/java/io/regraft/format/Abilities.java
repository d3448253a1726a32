package io.regraft.format;

import io.regraft.checkpoint.DType;
import java.util.Set;

/**
 * What a format can hold.
 *
 * @param dtypes element types
 * @param sharing true if two names can share a storage
 * @param values true if values that are no tensors can be kept
 */
public record Abilities(Set<DType> dtypes, boolean sharing, boolean values) {
    public Abilities {
        dtypes = Set.copyOf(dtypes);
    }
}
