package io.regraft.migration;

import io.regraft.problem.Where;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels of a {@code tokenizer.json} as the tokenizers library writes it: the vocabulary, which is a map token: id or
 * a list of pairs of a token and its score, and the added tokens, which extend it or name some of it again.
 */
final class TokenizerFile {

    private static final String NAME = "tokenizer.json";
    private static final String VOCABULARY = "/model/vocab";
    private static final String ADDED = "/added_tokens";
    private static final String KIND =
            "It must be a tokenizer.json of the tokenizers library; other files of labels are"
                    + " {file: F}, with a pointer where they are JSON.";

    private final DataText text;
    private final Where.InText at;
    private final Reading reading;
    private final Map<Long, Located<String>> byId = new TreeMap<>();
    private boolean broken;

    private TokenizerFile(DataText text, Where.InText at, Reading reading) {
        this.text = text;
        this.at = at;
        this.reading = reading;
    }

    /** The file that a name means: itself, or the one in the folder of that name. */
    static Path path(Node node, String name) {
        Path path = DataFile.resolve(node, name);
        return Files.isDirectory(path) ? path.resolve(NAME) : path;
    }

    /** Reads all of a file's tokens, those with the lowest ids first. */
    static Optional<Labels> read(Path path, Where.InText at, Reading reading) {
        reading.names(path);
        return new TokenizerFile(DataText.read(path, DataFile.LIMIT, at), at, reading).read(path);
    }

    private Optional<Labels> read(Path path) {
        Optional<Node> vocabulary = part(VOCABULARY, reading);
        if (vocabulary.isEmpty()) {
            return Optional.empty();
        }
        vocabulary(vocabulary.get());
        part(ADDED, reading.aside()).ifPresent(this::added);
        return broken
                ? Optional.empty()
                : new LabelReader(path.toString(), at, reading).byId(new ArrayList<>(byId.entrySet()));
    }

    private Optional<Node> part(String pointer, Reading to) {
        return new JsonNodes(text, Optional.of(new Located<>(pointer, at)), to).read();
    }

    private void vocabulary(Node node) {
        if (node instanceof Node.Mapping map) {
            map.entries().forEach(e -> token(e.key(), e.value()));
        } else if (node instanceof Node.Sequence list) {
            List<Node> pairs = list.items();
            for (int i = 0; i < pairs.size(); i++) {
                if (pairs.get(i) instanceof Node.Sequence pair
                        && pair.items().size() == 2
                        && pair.items().get(0) instanceof Node.Scalar token) {
                    put(i, token);
                } else {
                    problem(pairs.get(i), "a token and its score");
                }
            }
        } else {
            problem(node, "a map token: id or a list of tokens with scores");
        }
    }

    private void added(Node node) {
        if (!(node instanceof Node.Sequence list)) {
            problem(node, "a list of added tokens");
            return;
        }
        for (Node item : list.items()) {
            Optional<Node> content = item instanceof Node.Mapping m ? m.get("content") : Optional.empty();
            Optional<Node> id = item instanceof Node.Mapping m ? m.get("id") : Optional.empty();
            if (content.orElse(item) instanceof Node.Scalar token && id.isPresent()) {
                token(token, id.get());
            } else {
                problem(item, "an added token with its content and id");
            }
        }
    }

    private void token(Node.Scalar token, Node id) {
        if (id instanceof Node.Scalar s && s.number().orElse(-1L) instanceof Long n && n >= 0) {
            put(n, token);
        } else {
            problem(id, "the id of '" + token.text() + "', a whole number of at least 0");
        }
    }

    private void put(long id, Node.Scalar token) {
        Located<String> other = byId.putIfAbsent(id, new Located<>(token.text(), token.at()));
        if (other != null && !other.value().equals(token.text())) {
            broken = true;
            reading.problem(
                    token.at(),
                    "two tokens have the id " + id + ": '" + other.value() + "' ("
                            + other.at().text() + ") and '" + token.text() + "'",
                    "Every row has one token: give one of them another id.");
        }
    }

    private void problem(Node found, String expected) {
        if (!broken) {
            reading.problem(found.at(), "expected " + expected + ", found " + found.describe(), KIND);
        }
        broken = true;
    }
}
