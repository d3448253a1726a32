package io.regraft.format.hdf5;

import java.util.concurrent.Callable;

/** The border to jHDF, which is made for files that are whole: whatever it throws at a damaged one becomes text. */
final class Guard {

    private Guard() {}

    static String text(Callable<String> question) {
        try {
            return question.call();
        } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError e) {
            return "whose inside can't be read";
        }
    }
}
