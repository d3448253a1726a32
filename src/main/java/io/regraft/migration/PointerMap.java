package io.regraft.migration;

import io.regraft.checkpoint.Plain;
import java.util.List;

/** Places in a document and the value that each gets, in order. */
public record PointerMap(List<Pair> pairs) {

    public PointerMap {
        pairs = List.copyOf(pairs);
    }

    /** The tokens of a JSON pointer, with its place, and a value. */
    public record Pair(Located<List<String>> pointer, Plain value) {
        public Pair {
            pointer = new Located<>(List.copyOf(pointer.value()), pointer.at());
        }
    }
}
