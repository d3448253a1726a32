package io.regraft.migration;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A migration as read.
 *
 * @param file its name, as the user gave it
 * @param vars each variable with the value that was put in, as compact YAML, in order
 * @param labelLists the variables that are lists of labels, read
 * @param checksum SHA-256 of the rules as parsed and normalised, in hexadecimal
 * @param reads the files that it consists of: itself, and those that it names
 */
public record Migration(
        String file,
        String id,
        String description,
        Map<String, String> vars,
        Map<String, Labels> labelLists,
        List<Guard> expect,
        List<Step> steps,
        List<Guard> ensure,
        Optional<TargetFile> target,
        String checksum,
        Set<Path> reads) {

    public Migration {
        vars = Collections.unmodifiableMap(new LinkedHashMap<>(vars));
        labelLists = Collections.unmodifiableMap(new LinkedHashMap<>(labelLists));
        expect = List.copyOf(expect);
        steps = List.copyOf(steps);
        ensure = List.copyOf(ensure);
        reads = Set.copyOf(reads);
    }
}
