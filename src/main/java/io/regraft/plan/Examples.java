package io.regraft.plan;

import io.regraft.checkpoint.TensorName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Counts and first names, as messages show them. */
final class Examples {

    private static final int SHOWN = 3;

    private Examples() {}

    /** {@code 'a', 'b', 'c' and 12 more}. */
    static String of(List<TensorName> names) {
        return shown(names.stream().map(n -> "'" + n + "'").toList());
    }

    /** The first few texts, and how many there are more. */
    static String shown(List<String> texts) {
        String first = texts.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return texts.size() <= SHOWN
                ? first
                : String.format(Locale.ROOT, "%s and %,d more", first, texts.size() - SHOWN);
    }

    /** {@code 1 tensor}, {@code 2,015 tensors}. */
    static String count(long n, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
    }
}
