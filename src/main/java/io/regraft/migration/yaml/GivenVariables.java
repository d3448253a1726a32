package io.regraft.migration.yaml;

import io.regraft.migration.DataText;
import io.regraft.migration.Node;
import io.regraft.migration.Reading;
import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values that {@code --var} gives, as typed; file names in them count from the current folder. */
final class GivenVariables {

    /** Keys whose value is a file's name. */
    private static final Set<String> FILES = Set.of("file", "tokenizer");

    private final Map<String, String> typed;
    private final Path folder;
    private final Set<String> used = new LinkedHashSet<>();

    GivenVariables(Map<String, String> typed, Path folder) {
        this.typed = typed;
        this.folder = folder;
    }

    /** The names that were asked for and given. */
    Set<String> used() {
        return used;
    }

    /** The value given for a variable, if there is one and it can be read. */
    Optional<Node> value(String name, Node fallback, Reading reading) {
        String value = typed.get(name);
        if (value == null) {
            return Optional.empty();
        }
        used.add(name);
        Where.InText at = new Where.InText("--var " + name + "=" + value, 0, 0);
        Optional<Node.Mapping> file = fallback instanceof Node.Mapping m
                        && FILES.stream().anyMatch(key -> m.get(key).isPresent())
                ? Optional.of(m)
                : Optional.empty();
        if (file.isPresent() && !value.startsWith("{") && !value.startsWith("[")) {
            return Optional.of(bareFile(file.get(), value, new Node.Place(at, folder)));
        }
        if (value.isEmpty()) {
            return Optional.of(
                    new Node.Scalar(new Node.Place(at, folder), "", Node.Type.TEXT, Node.Style.SINGLE_QUOTED));
        }
        return new YamlNodes(new DataText(at.file(), folder, value), reading)
                .read()
                .map(n -> at(n, new Node.Place(at, folder)));
    }

    /** The file map of the default with another file, which keeps its {@code pointer} and the like. */
    private static Node bareFile(Node.Mapping fallback, String path, Node.Place place) {
        List<Node.Entry> entries = new ArrayList<>();
        for (Node.Entry entry : fallback.entries()) {
            Node value = FILES.contains(entry.key().text())
                    ? new Node.Scalar(place, path.replace("$", "$$"), Node.Type.TEXT, Node.Style.SINGLE_QUOTED)
                    : entry.value();
            entries.add(new Node.Entry(entry.key(), value));
        }
        return new Node.Mapping(place, entries);
    }

    /** Lines and columns mean nothing on the command line. */
    private static Node at(Node node, Node.Place place) {
        if (node instanceof Node.Scalar s) {
            return new Node.Scalar(place, s.text(), s.type(), s.style());
        }
        if (node instanceof Node.Sequence s) {
            return new Node.Sequence(
                    place, s.items().stream().map(n -> at(n, place)).toList());
        }
        return new Node.Mapping(
                place,
                ((Node.Mapping) node)
                        .entries().stream()
                                .map(e -> new Node.Entry((Node.Scalar) at(e.key(), place), at(e.value(), place)))
                                .toList());
    }
}
