package io.regraft.diagnose.cause;

import java.util.Locale;

/** A number with what it counts. */
final class Counted {

    private Counted() {}

    /** {@code 1 tensor is}, {@code 2,015 tensors are}. */
    static String of(long n, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : many);
    }
}
