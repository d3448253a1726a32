package io.regraft.report;

import io.regraft.problem.Printable;
import io.regraft.problem.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers, sizes and names as a page for people shows them. */
public final class Text {

    /** Columns that a page keeps to, names apart. */
    public static final int WIDTH = 100;

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Text() {}

    /** A whole number with thousands commas. */
    public static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** {@code 1 tensor}, {@code 2,015 tensors}. */
    public static String count(long n, String noun) {
        return Quantity.of(n, noun);
    }

    /** A size in the largest unit that it reaches, three digits: {@code 2.95 MiB}; below 1,024 in bytes. */
    public static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double scaled = bytes;
        int unit = -1;
        while (scaled >= 1024 && unit < UNITS.length - 1) {
            scaled /= 1024;
            unit++;
        }
        int digits = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f %s", scaled, UNITS[unit]);
    }

    /** A size to the byte, and in a unit where that helps: {@code 3,095,040 bytes (2.95 MiB)}. */
    public static String exactSize(long bytes) {
        String exact = count(bytes, "byte");
        return bytes < 1024 ? exact : exact + " (" + size(bytes) + ")";
    }

    /** A text in lines of at most {@code room} columns; a longer word stays whole. */
    public static List<String> lines(String text, int room) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A text that may come from a hostile file, with control and invisible characters as escapes. */
    public static String safe(String text) {
        return Printable.of(text);
    }
}
