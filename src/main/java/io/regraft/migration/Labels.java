package io.regraft.migration;

import io.regraft.problem.Where;
import java.util.List;
import java.util.OptionalInt;

/** The labels of a tensor's rows, row 0 first; no label twice; each knows where it was written. */
public final class Labels {

    private Labels() {}

    public int size() {
        throw new UnsupportedOperationException();
    }

    public String get(int row) {
        throw new UnsupportedOperationException();
    }

    public List<String> list() {
        throw new UnsupportedOperationException();
    }

    public OptionalInt rowOf(String label) {
        throw new UnsupportedOperationException();
    }

    /** Where the label of a row was written: {@code new.txt:17}. */
    public Where.InText place(int row) {
        throw new UnsupportedOperationException();
    }

    /** Where the list ends, for "the list ends at 2,013 labels": the last label's place, or the list's where it is empty. */
    public Where.InText end() {
        throw new UnsupportedOperationException();
    }

    /** Where in the migration the list is given or its file named. */
    public Where.InText at() {
        throw new UnsupportedOperationException();
    }

    /** The file as shown to the user, or {@code the list at fix.yaml:9:11}. */
    public String source() {
        throw new UnsupportedOperationException();
    }

    /** SHA-256 of the labels, in hexadecimal: what a checksum takes for the file. */
    public String digest() {
        throw new UnsupportedOperationException();
    }
}
