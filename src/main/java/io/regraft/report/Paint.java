package io.regraft.report;

/** Colours for a terminal, or none. */
public enum Paint {
    /** Escape sequences of ANSI terminals. */
    ANSI,
    /** Text alone. */
    PLAIN;

    public static Paint of(boolean colours) {
        return colours ? ANSI : PLAIN;
    }

    String strong(String text) {
        return with("1", text);
    }

    String good(String text) {
        return with("32", text);
    }

    String bad(String text) {
        return with("31", text);
    }

    private String with(String code, String text) {
        return this == ANSI ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }
}
