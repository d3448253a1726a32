package io.regraft.format.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A path into a JSON or YAML value, as RFC 6901 has it. */
public record JsonPointer(List<String> tokens) {

    /** The token that stands for the place after the last item of a list. */
    public static final String APPEND = "-";

    public JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /** Reads the text form; empty if it has no slash at its head, or a tilde before something else than 0 or 1. */
    public static Optional<JsonPointer> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(new JsonPointer(List.of()));
        }
        if (text.charAt(0) != '/' || text.replace("~0", "").replace("~1", "").indexOf('~') >= 0) {
            return Optional.empty();
        }
        List<String> tokens = new ArrayList<>();
        for (String token : text.substring(1).split("/", -1)) {
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return Optional.of(new JsonPointer(tokens));
    }

    /** The pointer to something that this holds. */
    public JsonPointer child(String token) {
        List<String> longer = new ArrayList<>(tokens);
        longer.add(token);
        return new JsonPointer(longer);
    }

    /** The last token. */
    public String last() {
        return tokens.get(tokens.size() - 1);
    }

    /** The text form. */
    public String text() {
        return head(tokens.size());
    }

    /** The text form of the first tokens. */
    String head(int count) {
        StringBuilder out = new StringBuilder();
        tokens.subList(0, count)
                .forEach(t -> out.append('/').append(t.replace("~", "~0").replace("/", "~1")));
        return out.toString();
    }

    /** The number of an item, if a token is one as RFC 6901 writes it. */
    static Optional<Integer> index(String token) {
        return token.matches("0|[1-9][0-9]{0,8}") ? Optional.of(Integer.parseInt(token)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text();
    }
}
