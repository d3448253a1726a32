package io.regraft.migration;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lists of names in messages. */
public final class Names {

    private static final int SHOWN = 3;

    private Names() {}

    /** At most three, then "and 12 more": {@code a, b, c and 12 more}. */
    public static String some(Collection<?> names) {
        String shown = names.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "));
        return names.size() <= SHOWN
                ? shown
                : String.format(Locale.ROOT, "%s and %,d more", shown, names.size() - SHOWN);
    }
}
