package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.util.List;

/** The right side of a rename and its like: a name in which wildcards and {@code $1} stand for what was bound. */
public final class CaptureTemplate {

    private final String text;
    private final Where.InText at;

    private CaptureTemplate(String text, Where.InText at) {
        this.text = text;
        this.at = at;
    }

    /**
     * The right side for a selector: wildcards of the left, {@code $1}, {@code $(1+1)}.
     *
     * @param wildcards those of the selector, in order
     * @throws io.regraft.problem.RegraftException if it is malformed, or asks for what the left side doesn't bind
     */
    public static CaptureTemplate forSelector(Node.Scalar node, List<String> wildcards) {
        return new CaptureTemplate(node.text(), node.at());
    }

    /**
     * The right side for a regular expression: {@code $1} and {@code $(1+1)} only; all else is itself.
     *
     * @param groups how many groups the expression has
     * @throws io.regraft.problem.RegraftException if it is malformed, or names a group that is not there
     */
    public static CaptureTemplate forRegex(Node.Scalar node, int groups) {
        return new CaptureTemplate(node.text(), node.at());
    }

    public String text() {
        return text;
    }

    public Where.InText at() {
        return at;
    }

    /** True if an unescaped slash is in it: then it gives a path from the root. */
    public boolean isPath() {
        throw new UnsupportedOperationException();
    }

    /**
     * The text with everything put in. For a selector's right side it is in the text form of names.
     *
     * @throws io.regraft.problem.RegraftException if arithmetic meets a text that is no number, or goes below 0
     */
    public String fill(Captures captures) {
        throw new UnsupportedOperationException();
    }

    /** The new name: in the source's container unless the template is a path. For a selector's right side only. */
    public TensorName name(Match match) {
        throw new UnsupportedOperationException();
    }
}
