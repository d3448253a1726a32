package io.regraft.plan;

import java.util.List;

/**
 * From one format to another.
 *
 * @param from id of the source's format
 * @param to id of the output's
 * @param lost what the output can't hold, each one sentence
 */
public record Conversion(String from, String to, List<String> lost) {
    public Conversion {
        lost = List.copyOf(lost);
    }
}
