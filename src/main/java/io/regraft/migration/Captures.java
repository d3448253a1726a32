package io.regraft.migration;

import java.util.List;

/**
 * What the wildcards of a selector bound, in the order written. A brace binds the word that matched, as a whole; wildcards
 * inside it bind nothing of their own.
 *
 * @param wildcards each wildcard as written: {@code *}, {@code **}, {@code ?}, {@code [0-9]}, {@code {a,b}}
 * @param texts what each matched, in the text form of names (special characters with a backslash)
 */
public record Captures(List<String> wildcards, List<String> texts) {

    public static final Captures NONE = new Captures(List.of(), List.of());

    public Captures {
        wildcards = List.copyOf(wildcards);
        texts = List.copyOf(texts);
        if (wildcards.size() != texts.size()) {
            throw new IllegalArgumentException(wildcards + " bound " + texts);
        }
    }
}
