package io.regraft.format.safetensors;

import java.util.Comparator;

/** Texts as UTF-8 sees them. */
final class Utf8 {

    /** By code points, which is the order of the bytes; UTF-16 puts U+E000 to U+FFFF after all beyond. */
    static final Comparator<String> ORDER = Utf8::compare;

    private Utf8() {}

    private static int compare(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char c = a.charAt(i);
            char d = b.charAt(i);
            if (c != d) {
                boolean surrogates = Character.isSurrogate(c) || Character.isSurrogate(d);
                return surrogates && Character.isSurrogate(c) != Character.isSurrogate(d)
                        ? (Character.isSurrogate(c) ? 1 : -1)
                        : Character.compare(c, d);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** True if the text is one: no half of a surrogate pair stands alone. */
    static boolean canHold(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
