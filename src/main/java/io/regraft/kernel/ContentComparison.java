package io.regraft.kernel;

import java.io.IOException;

/** Stub. */
public final class ContentComparison {
    private ContentComparison() {}

    public static boolean within(Content a, Content b, double d) throws IOException {
        throw new IOException("" + a + b + d);
    }

    public static boolean equal(Content a, Content b) throws IOException {
        throw new IOException("" + a + b);
    }

    public static boolean finite(Content a) throws IOException {
        throw new IOException("" + a);
    }
}
