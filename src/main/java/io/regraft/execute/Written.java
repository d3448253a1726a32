package io.regraft.execute;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of the bytes after an assembly was written.
 *
 * @param output SHA-256 of the output file, where the writer made it
 * @param source SHA-256 of the source file, where the writer made it
 * @param parts SHA-256 of single parts by their index, where they were asked for
 */
record Written(Optional<String> output, Optional<String> source, Map<Integer, String> parts) {
    Written {
        parts = Map.copyOf(parts);
    }

    /** The same of a file that is a copy, whose digest is its source's, too. */
    Written withSourceAsOutput() {
        return new Written(output, output, parts);
    }
}
