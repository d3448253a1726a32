package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Optional;

/**
 * The right side of a rename and its like: a name in which wildcards and {@code $1} stand for what was bound. What it gives
 * is in the text form of names.
 */
public final class CaptureTemplate {

    private final String text;
    private final Where.InText at;
    private final boolean path;
    private final List<Piece> pieces;

    CaptureTemplate(String text, Where.InText at, boolean path, List<Piece> pieces) {
        this.text = text;
        this.at = at;
        this.path = path;
        this.pieces = List.copyOf(pieces);
    }

    /**
     * The right side for a selector: wildcards of the left, {@code $1}, {@code $(1+1)}.
     *
     * @param wildcards those of the selector, in order
     * @throws io.regraft.problem.RegraftException if it is malformed, or asks for what the left side doesn't bind
     */
    public static CaptureTemplate forSelector(Node.Scalar node, List<String> wildcards) {
        return new TemplateParser(node, Optional.of(wildcards), wildcards.size()).parse();
    }

    /**
     * The right side for a regular expression: {@code $1} and {@code $(1+1)} only; all else is itself. The captures that it
     * is filled with are in the text form of names.
     *
     * @param groups how many groups the expression has
     * @throws io.regraft.problem.RegraftException if it is malformed, or names a group that is not there
     */
    public static CaptureTemplate forRegex(Node.Scalar node, int groups) {
        return new TemplateParser(node, Optional.empty(), groups).parse();
    }

    public String text() {
        return text;
    }

    public Where.InText at() {
        return at;
    }

    /** True if an unescaped slash is in it: then it gives a path from the root. */
    public boolean isPath() {
        return path;
    }

    /**
     * The text with everything put in, in the text form of names.
     *
     * @throws io.regraft.problem.RegraftException if arithmetic meets a text that is no number, or goes below 0
     */
    public String fill(Captures captures) {
        StringBuilder out = new StringBuilder();
        boolean skipBorder = false;
        for (int p = 0; p < pieces.size(); p++) {
            String piece = pieces.get(p).fill(captures, at);
            if (skipBorder) {
                piece = piece.substring(1);
                skipBorder = false;
            }
            if (piece.isEmpty() && pieces.get(p) instanceof Piece.Bound b && b.isComponent()) {
                // As on the left: a '**' that is nothing takes the dot beside it along.
                if (p + 1 < pieces.size()) {
                    skipBorder = true;
                } else if (!out.isEmpty()) {
                    out.setLength(out.length() - 1);
                }
            }
            out.append(piece);
        }
        return out.toString();
    }

    /**
     * The new name: in the source's container unless the template is a path.
     *
     * @throws io.regraft.problem.RegraftException as {@link #fill}, and if the name would be empty, or what was bound brings
     *     in a slash where the template has none
     */
    public TensorName name(Match match) {
        String filled = fill(match.captures());
        if (path) {
            return parsed(filled.startsWith("/") ? filled.substring(1) : filled);
        }
        TensorName key = parsed(filled);
        Step.require(
                key.parts().size() == 1,
                at,
                "For a path from the root begin it with '/'.",
                "'%s' makes '%s' of %s, with a slash that is not in '%s' itself",
                text,
                filled,
                match.name(),
                text);
        return match.name().container().child(key.key());
    }

    /** The new name as a whole path from the root. */
    public TensorName path(Captures captures) {
        String filled = fill(captures);
        return parsed(filled.startsWith("/") ? filled.substring(1) : filled);
    }

    private TensorName parsed(String filled) {
        Step.require(
                !filled.isEmpty() && !filled.endsWith("/"),
                at,
                "Every tensor needs a name.",
                "'%s' makes '%s', which names nothing",
                text,
                filled);
        return TensorName.parse(filled)
                .orElseThrow(() -> Step.wrong(
                        at, "'" + text + "' makes '" + filled + "', which ends with a backslash", "Take it out."));
    }

    /** A stretch of a template. */
    sealed interface Piece {

        String fill(Captures captures, Where.InText at);

        /** Itself, in the text form of names. */
        record Literal(String text) implements Piece {
            @Override
            public String fill(Captures captures, Where.InText at) {
                return text;
            }
        }

        /**
         * What a wildcard or group bound.
         *
         * @param index from 0
         * @param isComponent true for a {@code **} that is a whole component
         */
        record Bound(int index, boolean isComponent) implements Piece {
            @Override
            public String fill(Captures captures, Where.InText at) {
                return captures.texts().get(index);
            }
        }

        /** A number that was bound, put through arithmetic. */
        record Computed(int index, Arithmetic arithmetic) implements Piece {
            @Override
            public String fill(Captures captures, Where.InText at) {
                return arithmetic.apply(captures.texts().get(index), at);
            }
        }
    }
}
