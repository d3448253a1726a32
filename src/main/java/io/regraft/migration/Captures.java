package io.regraft.migration;

import java.util.List;

/**
 * What the wildcards of a selector bound, in the order written.
 *
 * @param wildcards each wildcard as written: {@code *}, {@code **}, {@code ?}, {@code [0-9]}, {@code {a,b}}
 * @param texts what each matched
 */
public record Captures(List<String> wildcards, List<String> texts) {

    public static final Captures NONE = new Captures(List.of(), List.of());

    public Captures {
        wildcards = List.copyOf(wildcards);
        texts = List.copyOf(texts);
    }
}
