package io.regraft.migration;

import io.regraft.problem.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A path into a JSON or YAML value (RFC 6901). */
final class Pointer {

    private final Located<String> written;
    private final List<String> tokens;

    /**
     * Reads a pointer.
     *
     * @throws io.regraft.problem.RegraftException if it is none
     */
    Pointer(Located<String> written) {
        this.written = written;
        String text = written.value();
        Step.require(
                text.isEmpty() || text.startsWith("/"),
                written.at(),
                "Write '/" + text + "'.",
                "expected a pointer that begins with a slash, found '%s'",
                text);
        List<String> found = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String token : text.substring(1).split("/", -1)) {
                found.add(token.replace("~1", "/").replace("~0", "~"));
            }
        }
        tokens = List.copyOf(found);
    }

    List<String> tokens() {
        return tokens;
    }

    Optional<Node> find(Node root, Reading reading) {
        Node at = root;
        for (int depth = 0; depth < tokens.size(); depth++) {
            Optional<Node> next = step(at, tokens.get(depth));
            if (next.isEmpty()) {
                reportMissing(
                        root.at().file(),
                        depth,
                        at instanceof Node.Mapping m
                                ? m.entries().stream().map(e -> e.key().text()).toList()
                                : List.of(),
                        reading);
                return Optional.empty();
            }
            at = next.get();
        }
        return Optional.of(at);
    }

    private static Optional<Node> step(Node at, String token) {
        if (at instanceof Node.Mapping m) {
            return m.get(token);
        }
        if (at instanceof Node.Sequence s && token.matches("0|[1-9][0-9]{0,8}")) {
            int index = Integer.parseInt(token);
            return index < s.items().size() ? Optional.of(s.items().get(index)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Says that the token at {@code depth} is not there, and what is. */
    void reportMissing(String file, int depth, Collection<String> there, Reading reading) {
        String token = tokens.get(depth);
        String what = file + " has nothing at '" + written.value() + "'"
                + (depth == 0 ? "" : ": no '" + token + "' in '/" + String.join("/", tokens.subList(0, depth)) + "'")
                + NearestName.of(token, there)
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse("");
        reading.problem(
                written.at(),
                what,
                there.isEmpty()
                        ? "A pointer is keys with a slash before each."
                        : "There is " + Names.some(there) + ".");
    }
}
