package io.regraft.migration.rule;

/**
 * A text that can be looked at a bounded number of times. A regular expression that backtracks without end, such as
 * {@code (a+)+b}, is stopped by it: its matcher asks for every character that it tries.
 */
final class BoundedText implements CharSequence {

    /** Far more than an expression that is written with sense needs on a name: some 0.3 s. */
    private static final int LOOKS = 50_000_000;

    private final String text;
    private int left;

    BoundedText(String text) {
        this.text = text;
        this.left = LOOKS;
    }

    /** The matcher has looked too often. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (left-- == 0) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
