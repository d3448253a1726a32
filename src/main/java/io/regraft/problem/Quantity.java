package io.regraft.problem;

import java.util.Locale;

/** A number of things in words. */
public final class Quantity {

    private Quantity() {}

    /** {@code 1 tensor}, {@code 2,015 tensors}. */
    public static String of(long n, String noun) {
        return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? noun : noun + "s");
    }
}
