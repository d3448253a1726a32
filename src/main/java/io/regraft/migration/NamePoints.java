package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import java.util.Arrays;
import java.util.List;

/** Names as code points, with {@link Glob#SLASH} between parts, and back. */
final class NamePoints {

    private static final int[] NONE = {};

    private NamePoints() {}

    static int[] ofKey(TensorName name) {
        if (name.parts().isEmpty()) {
            return NONE;
        }
        String key = name.key();
        int[] points = new int[key.length()];
        return cut(points, put(key, points, 0));
    }

    static int[] ofPath(TensorName name) {
        List<String> parts = name.parts();
        if (parts.size() < 2) {
            return ofKey(name);
        }
        int length = parts.size() - 1;
        for (String part : parts) {
            length += part.length();
        }
        int[] points = new int[length];
        int n = 0;
        for (int p = 0; p < parts.size(); p++) {
            if (p > 0) {
                points[n++] = Glob.SLASH;
            }
            n = put(parts.get(p), points, n);
        }
        return cut(points, n);
    }

    /** Puts the code points of a text from a place on, and gives where they end; a plain loop, since it runs often. */
    private static int put(String text, int[] points, int from) {
        int n = from;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int point = Character.isSurrogate(c) ? text.codePointAt(i) : c;
            points[n++] = point;
            i += point > Character.MAX_VALUE ? 1 : 0;
        }
        return n;
    }

    private static int[] cut(int[] points, int length) {
        return length == points.length ? points : Arrays.copyOf(points, length);
    }

    /** A stretch in the text form of names. */
    static String text(int[] points, int from, int to) {
        StringBuilder out = new StringBuilder(to - from);
        int part = from;
        for (int i = from; i <= to; i++) {
            if (i == to || points[i] == Glob.SLASH) {
                out.append(TensorName.escape(new String(points, part, i - part)));
                out.append(i == to ? "" : "/");
                part = i + 1;
            }
        }
        return out.toString();
    }
}
