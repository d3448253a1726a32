package io.regraft.migration;

import io.regraft.checkpoint.TensorName;
import java.util.List;

/** Names as code points, with {@link Glob#SLASH} between parts, and back. */
final class NamePoints {

    private static final int[] NONE = {};

    private NamePoints() {}

    static int[] ofKey(TensorName name) {
        return name.parts().isEmpty() ? NONE : name.key().codePoints().toArray();
    }

    static int[] ofPath(TensorName name) {
        List<String> parts = name.parts();
        if (parts.size() < 2) {
            return ofKey(name);
        }
        int length = parts.size() - 1;
        for (String part : parts) {
            length += part.codePointCount(0, part.length());
        }
        int[] points = new int[length];
        int n = 0;
        for (int p = 0; p < parts.size(); p++) {
            if (p > 0) {
                points[n++] = Glob.SLASH;
            }
            String part = parts.get(p);
            for (int i = 0; i < part.length(); i += Character.charCount(points[n - 1])) {
                points[n++] = part.codePointAt(i);
            }
        }
        return points;
    }

    /** A stretch in the text form of names. */
    static String text(int[] points, int from, int to) {
        StringBuilder out = new StringBuilder(to - from);
        StringBuilder part = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (points[i] == Glob.SLASH) {
                out.append(TensorName.escape(part.toString())).append('/');
                part.setLength(0);
            } else {
                part.appendCodePoint(points[i]);
            }
        }
        return out.append(TensorName.escape(part.toString())).toString();
    }
}
