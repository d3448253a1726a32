package io.regraft.plan;

/**
 * Something of one kind that a conversion's new file can't hold.
 *
 * @param text what it is, with a count and the first names: as in "would lose TEXT"
 * @param needsConsent false where no reader can tell the difference by names and values
 */
record Loss(String text, boolean needsConsent) {

    /** A loss that the user must agree to. */
    static Loss of(String text) {
        return new Loss(text, true);
    }
}
