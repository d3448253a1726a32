package io.regraft.migration;

import io.regraft.checkpoint.TensorName;

/** Names without wildcards. */
final class PlainNames {

    private static final String WILD = "*?[{";

    private PlainNames() {}

    static TensorName parse(Node.Scalar node) {
        return parse(node, "a tensor's name");
    }

    /** The same for what is called otherwise: {@code a value's path}. */
    static TensorName parse(Node.Scalar node, String what) {
        String text = node.text();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            Step.require(
                    WILD.indexOf(c) < 0 && !(i == 0 && c == '!'),
                    node.at(),
                    "A selector is not taken here; for the character itself write '\\" + c + "'.",
                    "expected %s, found '%s' with the wildcard %s",
                    what,
                    text,
                    c);
            i += c == '\\' ? 1 : 0;
        }
        String path = text.startsWith("/") ? text.substring(1) : text;
        Step.require(
                !path.isEmpty() && !path.endsWith("/"),
                node.at(),
                "Write containers and key with a slash between: model/emb.weight.",
                "expected %s, found '%s'",
                what,
                text);
        return TensorName.parse(path)
                .orElseThrow(() -> Step.wrong(
                        node.at(), "'" + text + "' ends with a backslash", "Take it out, or write it twice."));
    }
}
