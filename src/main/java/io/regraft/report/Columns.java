package io.regraft.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of aligned cells. Where a first cell is too wide for the page it has a line of its own and the others follow on the
 * next, so that nothing is cut off.
 */
public final class Columns {

    private static final String GAP = "  ";
    private static final int NARROWEST = 12;
    /** As much room as is kept for a last column of words, which may go beyond the page. */
    private static final int REMARKS = 20;

    private final String indent;
    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    private Columns(String indent, List<Boolean> right) {
        this.indent = indent;
        this.right = List.copyOf(right);
    }

    /**
     * Columns for a page.
     *
     * @param indent what stands before each line
     * @param alignment a character a column: {@code <} left, {@code >} right
     */
    public static Columns of(String indent, String alignment) {
        return new Columns(indent, alignment.chars().mapToObj(c -> c == '>').toList());
    }

    /** Adds a row; it has as many cells as there are columns. */
    public Columns add(String... cells) {
        if (cells.length != right.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Writes the rows, each ended by a line feed, without blanks at the end. */
    public void appendTo(StringBuilder out) {
        int[] widths = widths();
        for (List<String> row : rows) {
            int start = out.append(indent).length();
            for (int c = 0; c < widths.length; c++) {
                appendCell(out, row.get(c), widths[c], right.get(c));
                if (c == 0 && row.get(0).length() > widths[0]) {
                    trim(out, start);
                    out.append('\n').append(indent).append(" ".repeat(widths[0]));
                }
                out.append(GAP);
            }
            trim(out, start);
            out.append('\n');
        }
    }

    private static void appendCell(StringBuilder out, String cell, int width, boolean right) {
        String blanks = " ".repeat(Math.max(0, width - cell.length()));
        out.append(right ? blanks : "").append(cell).append(right ? "" : blanks);
    }

    private static void trim(StringBuilder out, int from) {
        int end = out.length();
        while (end > from && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
    }

    private int[] widths() {
        int[] widths = new int[right.size()];
        for (List<String> row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        int last = widths.length - 1;
        int remarks = last > 0 && !right.get(last) ? Math.min(widths[last], REMARKS) : widths[last];
        int others = Arrays.stream(widths, 1, Math.max(1, last)).sum() + (last > 0 ? remarks : 0);
        int room = Text.WIDTH - others - GAP.length() * last - indent.length();
        widths[0] = Math.min(widths[0], Math.max(NARROWEST, room));
        return widths;
    }
}
