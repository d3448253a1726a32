package io.regraft.format.folder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An index as it is in a file: which name lies in which shard, and where in the text that stands, so that what changes is
 * patched and the rest stays as it was written.
 */
final class IndexFile {

    /** A piece of the text, from inclusive, to exclusive. */
    record Span(int from, int to) {
        String of(String text) {
            return text.substring(from, to);
        }
    }

    /** An entry of the map: its file, and where key and value stand. */
    record Mapped(String file, Span key, Span value) {}

    /**
     * The numbers about the whole that are recomputed.
     *
     * @param totalSize bytes of all tensors, where the index says them as a number
     * @param totalParameters elements of all tensors, likewise
     */
    record Totals(Optional<Span> totalSize, Optional<Span> totalParameters) {}

    private final String text;
    private final Span mapSpan;
    private final Map<String, Mapped> map;
    private final Totals totals;
    private final boolean hasMetadata;

    IndexFile(String text, Span mapSpan, Map<String, Mapped> map, Totals totals, boolean hasMetadata) {
        this.text = text;
        this.mapSpan = mapSpan;
        this.map = Collections.unmodifiableMap(new LinkedHashMap<>(map));
        this.totals = totals;
        this.hasMetadata = hasMetadata;
    }

    String text() {
        return text;
    }

    /** Where the map stands, with its braces. */
    Span mapSpan() {
        return mapSpan;
    }

    /** Names and where they are, in the order of the file. */
    Map<String, Mapped> map() {
        return map;
    }

    Totals totals() {
        return totals;
    }

    /** False where loaders that ask for {@code metadata} stop. */
    boolean hasMetadata() {
        return hasMetadata;
    }

    /** The files that names are mapped to, in the order of their names. */
    List<String> files() {
        Set<String> files = new LinkedHashSet<>();
        map.values().forEach(m -> files.add(m.file()));
        return files.stream().sorted().toList();
    }
}
