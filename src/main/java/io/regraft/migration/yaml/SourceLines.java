package io.regraft.migration.yaml;

import io.regraft.problem.Where;

/** The characters of a YAML text, by index or by line and column. */
final class SourceLines {

    private final String text;
    private int[] points = {};

    SourceLines(String text) {
        this.text = text;
    }

    private int[] points() {
        if (points.length == 0) {
            points = text.codePoints().toArray();
        }
        return points;
    }

    /** True if a double-quoted stretch holds an escape other than of a backslash or a quote. */
    boolean swallowsBackslash(int from, int to) {
        int[] all = points();
        for (int i = from; i < to; i++) {
            if (all[i] == '\\') {
                i++;
                if (i < to && all[i] != '\\' && all[i] != '"') {
                    return true;
                }
            }
        }
        return false;
    }

    int length() {
        return points().length;
    }

    /** The place of a code point. */
    Where.InText place(String file, int index) {
        int[] all = points();
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(index, all.length); i++) {
            column = all[i] == '\n' ? 1 : column + 1;
            line += all[i] == '\n' ? 1 : 0;
        }
        return new Where.InText(file, line, column);
    }

    /** The text of a line, from 1; empty beyond the end. */
    String line(int number) {
        return text.lines().skip(number - 1L).findFirst().orElse("");
    }

    /** Where the word begins that a place is in: after a space, a comma or an opening bracket with a space before it. */
    Where.InText startOfWord(Where.InText at) {
        String line = line(at.line());
        int start = Math.min(at.column() - 1, line.length());
        while (start > 0 && line.charAt(start - 1) != ' ' && line.charAt(start - 1) != ',') {
            start--;
        }
        while (start < line.length() && (line.charAt(start) == '[' || line.charAt(start) == '{')) {
            start++;
        }
        return new Where.InText(at.file(), at.line(), Math.min(start + 1, at.column()));
    }

    /** What stands at a place, up to a space, comma or closing bracket outside of braces and brackets of its own. */
    String word(Where.InText at) {
        String line = line(at.line());
        int start = Math.min(at.column() - 1, line.length());
        int depth = 0;
        int end = start;
        while (end < line.length()) {
            char c = line.charAt(end);
            depth += c == '{' || c == '[' ? 1 : 0;
            if (depth == 0 && (c == ' ' || c == ',' || c == ']' || c == '}')) {
                break;
            }
            depth -= c == '}' || c == ']' ? 1 : 0;
            end++;
        }
        return line.substring(start, end);
    }
}
