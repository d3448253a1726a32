package io.regraft.migration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads references to rows. */
final class RowRefs {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})\\.\\.([0-9]{1,18})");
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,17}");

    private RowRefs() {}

    static RowRef parse(Node.Scalar node) {
        String text = node.text();
        if (node.type() == Node.Type.INTEGER) {
            Step.require(
                    INDEX.matcher(text).matches(),
                    node.at(),
                    "Rows count from 0, in plain decimal digits; a label that looks like a number stands in quotes: '"
                            + text + "'.",
                    "expected a row, found the number %s",
                    text);
            return new RowRef.Index(Long.parseLong(text), node.at());
        }
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            return new RowRef.Label(text, node.at());
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        Step.require(
                first <= last,
                node.at(),
                "Both ends are included, the lower one first.",
                "the range '%s' runs backwards",
                text);
        return new RowRef.Range(first, last, node.at());
    }
}
